package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Walks {@code *( SEMI generic-param )} of a header's value, one parameter a step (RFC 3261 section 25.1). */
final class ParamScanner {
    /** What a step found. */
    enum Step {
        PARAM,
        /** The value's end, or the comma before the next value. */
        END,
        MALFORMED
    }

    private int position;
    private int from;
    private int nameFrom;
    private int nameTo;
    private int valueFrom;
    private int valueTo;

    void start(int at) {
        position = at;
    }

    /** After {@link Step#END}: where the value ends. After {@link Step#PARAM}: behind the parameter. */
    int position() {
        return position;
    }

    Step next(byte[] b, int to) {
        int at = Grammar.skipBlank(b, position, to);
        if (at == to || b[at] == ',') {
            position = at;
            return Step.END;
        }
        from = at;
        nameFrom = Grammar.skipBlank(b, at + 1, to);
        nameTo = Grammar.skipToken(b, nameFrom, to);
        if (b[at] != ';' || nameTo == nameFrom) {
            return Step.MALFORMED;
        }
        position = nameTo;
        valueFrom = nameTo;
        valueTo = nameTo;
        at = Grammar.skipBlank(b, nameTo, to);
        if (at < to && b[at] == '=') {
            valueFrom = Grammar.skipBlank(b, at + 1, to);
            valueTo = skipValue(b, valueFrom, to);
            if (valueTo <= valueFrom) {
                return Step.MALFORMED;
            }
            position = valueTo;
        }
        return Step.PARAM;
    }

    /** gen-value: token, host or quoted-string; an IPv6 address also without its brackets (RFC 5118 section 4.5). */
    private static int skipValue(byte[] b, int from, int to) {
        if (from < to && b[from] == '"') {
            return Grammar.skipQuoted(b, from, to);
        }
        int at = from;
        while (at < to && isValueByte(b[at])) {
            at++;
        }
        return at;
    }

    private static boolean isValueByte(byte b) {
        return b < 0 || (Grammar.isUri(b) && b != ';' && b != ',');
    }

    boolean isNamed(byte[] b, byte[] lowerCase) {
        return nameTo - nameFrom == lowerCase.length && Grammar.sameIgnoringCase(b, nameFrom, lowerCase, lowerCase.length);
    }

    /** Of the ";". */
    int from() {
        return from;
    }

    int valueFrom() {
        return valueFrom;
    }

    /** Same as {@link #valueFrom} when the parameter has no value. */
    int valueTo() {
        return valueTo;
    }

    static byte[] name(String lowerCase) {
        return lowerCase.getBytes(US_ASCII);
    }
}
