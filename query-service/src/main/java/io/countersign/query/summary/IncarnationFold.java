package io.countersign.query.summary;

import io.countersign.query.summary.Incarnation.Missing;
import io.countersign.query.summary.Incarnation.Presence;
import io.countersign.schemas.failure.AuthFailureCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a record was seen before, and which are missing, by its number. Pure. */
final class IncarnationFold {
    /** Of older gaps the numbers are forgotten, not the time: what comes so late is not counted. */
    static final int MOST_MISSING = 100;

    private IncarnationFold() {}

    /** The incarnation with this record; empty when it was seen before. */
    static Optional<Incarnation> with(Optional<Incarnation> before, AuthFailureCounts record) {
        Incarnation known = before.orElseGet(() -> begun(record));
        if (record.getNumber() > known.highest()) {
            return Optional.of(next(known, record));
        }
        return known.missing().stream()
                .filter(missing -> missing.contains(record.getNumber()))
                .findFirst()
                .map(missing -> filled(known, missing, record));
    }

    private static Incarnation begun(AuthFailureCounts record) {
        return new Incarnation(
                record.getNode(), record.getIncarnation(), record.getStartedAt(), 0, record.getStartedAt(), Presence.GOES_ON, List.of());
    }

    private static Incarnation next(Incarnation known, AuthFailureCounts record) {
        List<Missing> missing = new ArrayList<>(known.missing());
        if (record.getNumber() > known.highest() + 1) {
            missing.add(new Missing(
                    known.highest() + 1, record.getNumber() - 1, known.coveredUntil(), later(record.getCoveredUntil(), record.getUntil())));
        }
        if (missing.size() > MOST_MISSING) {
            Missing oldest = missing.removeFirst();
            Missing second = missing.removeFirst();
            missing.addFirst(new Missing(second.first(), second.last(), oldest.since(), second.until()));
        }
        return told(known, record, record.getNumber(), missing);
    }

    private static Incarnation filled(Incarnation known, Missing gap, AuthFailureCounts record) {
        List<Missing> missing = new ArrayList<>();
        for (Missing other : known.missing()) {
            if (!other.equals(gap)) {
                missing.add(other);
                continue;
            }
            if (gap.first() < record.getNumber()) {
                missing.add(new Missing(gap.first(), record.getNumber() - 1, gap.since(), gap.until()));
            }
            if (record.getNumber() < gap.last()) {
                missing.add(new Missing(record.getNumber() + 1, gap.last(), gap.since(), gap.until()));
            }
        }
        return told(known, record, known.highest(), missing);
    }

    private static Incarnation told(Incarnation known, AuthFailureCounts record, long highest, List<Missing> missing) {
        return new Incarnation(
                known.node(),
                known.incarnation(),
                known.startedAt(),
                highest,
                later(known.coveredUntil(), record.getCoveredUntil()),
                record.getEnded() ? Presence.ENDED : known.presence(),
                missing);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
