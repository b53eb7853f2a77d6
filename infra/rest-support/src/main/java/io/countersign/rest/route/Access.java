package io.countersign.rest.route;

/** Who may use a route. */
public enum Access {
    /** Anyone, without a key. */
    PUBLIC,
    /** Every key of the account, and the operator. */
    READ,
    /** The account's {@code admin} keys, and the operator. */
    ADMIN,
    /** The operator alone. */
    OPERATOR
}
