package io.countersign.query.view;

import java.time.Instant;
import java.time.LocalDate;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * Instants of rows, in the one form that they are written in (ISO 8601, UTC, with or without a fraction): read digit by digit,
 * because the library's general formatter takes as long as the rest of a row. Any other form is left to it.
 */
final class InstantText extends StdDeserializer<Instant> {
    private static final String FORM = "0000-00-00T00:00:00";
    private static final int MAX_FRACTION = 9;
    private static final long SECONDS_OF_DAY = 86_400;

    InstantText() {
        super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            return (Instant) context.handleUnexpectedToken(getValueType(context), parser);
        }
        return parse(parser.getString());
    }

    /** As {@link Instant#parse} does. */
    static Instant parse(String text) {
        int end = text.length() - 1;
        if (!hasForm(text, end)) {
            return Instant.parse(text);
        }
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        if (hour > 23 || minute > 59 || second > 59) {
            return Instant.parse(text); // midnight as 24:00, a leap second, or a mistake
        }
        long day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10)).toEpochDay();
        long nanos = 0;
        for (int i = FORM.length() + 1; i <= FORM.length() + MAX_FRACTION; i++) {
            nanos = nanos * 10 + (i < end ? text.charAt(i) - '0' : 0);
        }
        return Instant.ofEpochSecond(day * SECONDS_OF_DAY + hour * 3_600L + minute * 60L + second, nanos);
    }

    private static boolean hasForm(String text, int end) {
        if (end < FORM.length() || end > FORM.length() + 1 + MAX_FRACTION || end == FORM.length() + 1 || text.charAt(end) != 'Z') {
            return false;
        }
        for (int i = 0; i < end; i++) {
            char form = i < FORM.length() ? FORM.charAt(i) : i == FORM.length() ? '.' : '0';
            char c = text.charAt(i);
            if (form == '0' ? c < '0' || c > '9' : c != form) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }
}
