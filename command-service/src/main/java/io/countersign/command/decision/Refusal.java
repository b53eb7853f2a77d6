package io.countersign.command.decision;

/** Why a command is refused. A closed set: each is answered with its own 4xx. */
public enum Refusal {
    /** The object doesn't exist, or belongs to another account: both look the same from outside. */
    NOT_FOUND,
    /** The object has changed since the caller saw it. */
    VERSION_MISMATCH,
    /** An object with this id exists already. */
    ALREADY_EXISTS,
    /** The trunk has a credential with this username. */
    USERNAME_TAKEN,
    /** The trunk holds as many credentials as it may. */
    TRUNK_FULL,
    /** The account holds as many API keys as it may. */
    TOO_MANY_API_KEYS
}
