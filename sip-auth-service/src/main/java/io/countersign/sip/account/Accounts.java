package io.countersign.sip.account;

/** The accounts as judges see them. Safe for use by several threads. */
public interface Accounts {
    /** Whether they are all known, and young enough to be believed. */
    boolean isReady();

    /** A view for one thread. */
    AccountLookup newReader();
}
