package io.countersign.sip.registrar;

/** What became of a verified REGISTER. */
public enum Registration {
    /** The bindings are as asked; a query changes nothing. */
    DONE,
    /** A contact that can't be read or is too long to be kept, as is a Path; or {@code *} in bad company (RFC 3261 section 10.3, step 6). */
    MALFORMED_CONTACT,
    /** An expiry above 0 and below {@link Registrar#MIN_EXPIRES_SECONDS} (step 7). */
    INTERVAL_TOO_BRIEF,
    /** More than {@link Registrar#MAX_CONTACTS} bindings, or too many contacts in one request. */
    TOO_MANY_CONTACTS,
    /** An older CSeq on the same Call-ID (steps 6 and 7). */
    OUT_OF_ORDER,
    /** The credential was removed meanwhile. */
    CREDENTIAL_ENDED
}
