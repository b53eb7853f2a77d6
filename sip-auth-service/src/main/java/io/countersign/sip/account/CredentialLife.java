package io.countersign.sip.account;

import org.jspecify.annotations.Nullable;

/**
 * What all accounts of one credential share: what it was before and what it becomes, with other secrets and in a new generation
 * too. So who looked one of them up learns of its end.
 */
final class CredentialLife {
    volatile boolean ended;
    /** Of the registrar and of the credentials' use: looked up by credential for each request they would cost as much as the account itself. */
    volatile @Nullable Object bindings;

    volatile @Nullable Object usage;
}
