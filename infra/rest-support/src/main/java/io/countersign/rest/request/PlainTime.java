package io.countersign.rest.request;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** A time as clients write it: RFC 3339, section 5.6, so with an offset and a year of four digits. */
public final class PlainTime {
    private static final int MIN_YEAR = 0;
    private static final int MAX_YEAR = 9999;

    private PlainTime() {}

    /**
     * The instant, which has milliseconds that fit a {@code long}.
     *
     * @throws IllegalArgumentException with a message for the one who wrote it
     */
    public static Instant parse(String text) {
        OffsetDateTime time;
        try {
            time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("must be a time such as 2026-04-09T10:35:00Z", e);
        }
        if (time.getYear() < MIN_YEAR || time.getYear() > MAX_YEAR) {
            throw new IllegalArgumentException("must be a time of the years 0000 to " + MAX_YEAR);
        }
        return time.toInstant();
    }
}
