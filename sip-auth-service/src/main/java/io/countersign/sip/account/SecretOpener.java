package io.countersign.sip.account;

import java.security.GeneralSecurityException;

/** Opens sealed secrets: the master keyset. */
@FunctionalInterface
public interface SecretOpener {
    /**
     * The plaintext.
     *
     * @throws GeneralSecurityException when the bytes were sealed with another key or for another owner
     */
    byte[] open(byte[] sealed, byte[] associatedData) throws GeneralSecurityException;
}
