package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The methods with a meaning of their own; every other token is {@link #OTHER}. Names are compared with case (RFC 3261 7.1). */
@SuppressWarnings("ImmutableEnumChecker") // the array is never written to
public enum Method {
    REGISTER,
    INVITE,
    ACK,
    BYE,
    CANCEL,
    OPTIONS,
    PRACK,
    SUBSCRIBE,
    NOTIFY,
    PUBLISH,
    INFO,
    REFER,
    MESSAGE,
    UPDATE,
    OTHER;

    private static final Method[] ALL = values();

    private final byte[] token = name().getBytes(US_ASCII);

    static Method of(Slice name) {
        for (Method method : ALL) {
            if (method != OTHER && name.contentEquals(method.token)) {
                return method;
            }
        }
        return OTHER;
    }
}
