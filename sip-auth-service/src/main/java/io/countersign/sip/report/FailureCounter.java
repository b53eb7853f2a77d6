package io.countersign.sip.report;

import io.countersign.schemas.Topics;
import io.countersign.sip.account.TrunkPolicy;
import io.countersign.sip.challenge.KeyedHash;
import io.countersign.sip.decision.FailureReason;
import io.countersign.sip.decision.RequestContext;
import io.countersign.sip.message.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts one worker's refusals, each second by trunk and reason: exactly. Usernames and sources have room for
 * {@value #NAMES_PER_SECOND} in a second, all trunks together; what finds none is counted all the same, but not by name.
 *
 * <p>Bounded: a second has an entry for each trunk that exists, and one for all that don't, so a stranger can't add any; not
 * more than {@value #MOST_SECONDS} seconds are kept (a later one's failures are then counted in the last of them). With names of
 * 64 ASCII characters 3 MB a second at most.
 *
 * <p>Counted into by its worker, taken from by one other thread each second, guarded by its monitor: hardly ever contended.
 */
final class FailureCounter {
    static final int NAMES_PER_SECOND = 16_384;
    static final int MOST_SECONDS = 3;

    private static final int USERNAME_CHARS = 64;

    private final KeyedHash hash;
    private final List<Second> seconds = new ArrayList<>();
    private long random;
    private long counted;

    /** @param hashKey {@link KeyedHash#KEY_BYTES} random bytes */
    FailureCounter(byte[] hashKey) {
        this.hash = new KeyedHash(hashKey);
        this.random = hash.begin().update(1L).finish().first() | 1;
    }

    private enum Name {
        USERNAME,
        SOURCE
    }

    /** One second's counts by the key of their records: a trunk's id, or {@link Topics#UNKNOWN_TRUNK}. */
    static final class Second {
        final long second;
        final Map<String, TrunkCounts> trunks = new HashMap<>();
        private int names;

        private Second(long second) {
            this.second = second;
        }
    }

    /** On the worker's thread. */
    void count(RequestContext context, FailureReason reason) {
        long username = context.hashUsername(hash.begin()).finish().first();
        byte[] address = context.source().addressBytes();
        long source = hash.begin().update(address, 0, address.length).finish().first();
        String key = context.trunkIdOr(Topics.UNKNOWN_TRUNK);
        synchronized (this) {
            Second second = at(context.nowSecond());
            TrunkCounts trunk = second.trunks.get(key);
            if (trunk == null) {
                trunk = new TrunkCounts(context.trunk().map(TrunkPolicy::accountId));
                second.trunks.put(key, trunk);
            }
            counted++;
            trunk.add(reason);
            count(second, trunk.usernames, username, Name.USERNAME, context);
            count(second, trunk.sources, source, Name.SOURCE, context);
        }
    }

    /** Takes the seconds before this one; the worker begins others. */
    synchronized List<Second> takeBefore(long second) {
        List<Second> taken = seconds.stream().filter(it -> it.second < second).toList();
        seconds.removeAll(taken);
        return taken;
    }

    /** Failures since the start. */
    synchronized long counted() {
        return counted;
    }

    /** Usernames and sources that are held. */
    synchronized int names() {
        return seconds.stream().mapToInt(second -> second.names).sum();
    }

    /** Workers' clocks never go back. */
    private Second at(long now) {
        Second last = seconds.isEmpty() ? null : seconds.getLast();
        if (last != null && (last.second >= now || seconds.size() == MOST_SECONDS)) {
            return last;
        }
        Second next = new Second(now);
        seconds.add(next);
        return next;
    }

    private void count(Second second, NameCounts names, long hashed, Name kind, RequestContext context) {
        int place = names.placeOf(hashed);
        if (place >= 0) {
            names.increment(place);
        } else if (hasRoom(second, names)) {
            names.add(hashed, text(kind, context));
        } else {
            int admitted = names.admission(nextRandom());
            if (admitted >= 0) {
                names.replace(admitted, hashed, text(kind, context));
            }
        }
    }

    private static boolean hasRoom(Second second, NameCounts names) {
        if (!names.hasRoom() || second.names == NAMES_PER_SECOND) {
            return false;
        }
        second.names++;
        return true;
    }

    /** As samples have it. */
    private static String text(Name kind, RequestContext context) {
        return switch (kind) {
            case USERNAME -> context.username().map(Slice::text).map(FailureCounter::cut).orElse("");
            case SOURCE -> context.source().address().getHostAddress();
        };
    }

    private static String cut(String text) {
        return text.length() <= USERNAME_CHARS ? text : text.substring(0, USERNAME_CHARS);
    }

    /** Marsaglia's xorshift, from a seed that nobody outside knows. */
    private long nextRandom() {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return random;
    }
}
