package io.countersign.sip.decision;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.digest.DigestCalculator;
import io.countersign.sip.account.Account;
import io.countersign.sip.account.Secret;
import io.countersign.sip.message.DigestCredentials;
import io.countersign.sip.message.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a response was made from the account's password. Owned by one worker. */
final class DigestVerifier {
    private final Computation md5 = new Computation(DigestAlgorithm.MD5);
    private final Computation sha256 = new Computation(DigestAlgorithm.SHA_256);
    private final Computation sha512256 = new Computation(DigestAlgorithm.SHA_512_256);
    private final Account nobody = Account.nobody();

    /** Compared in constant time; without an account with a secret that nobody knows, at the same cost. */
    boolean isRight(@Nullable Account account, DigestAlgorithm algorithm, Slice method, DigestCredentials credentials) {
        List<Secret> secrets = (account == null ? nobody : account).secrets();
        Computation computation = of(algorithm);
        boolean right = false;
        for (int i = 0; i < secrets.size(); i++) { // no iterator on the hot path
            right |= isSame(computation.response(secrets.get(i), method, credentials), credentials.response());
        }
        return right && account != null;
    }

    private Computation of(DigestAlgorithm algorithm) {
        return switch (algorithm) {
            case MD5 -> md5;
            case SHA_256 -> sha256;
            case SHA_512_256 -> sha512256;
        };
    }

    private static boolean isSame(byte[] expected, Slice sent) {
        if (sent.length() != expected.length) {
            return false;
        }
        int different = 0;
        for (int i = 0; i < expected.length; i++) {
            different |= expected[i] ^ sent.byteAt(i);
        }
        return different == 0;
    }

    /** One algorithm's calculator with the room for its result. */
    private static final class Computation {
        private final DigestAlgorithm algorithm;
        private final DigestCalculator calculator;
        private final byte[] response;

        Computation(DigestAlgorithm algorithm) {
            this.algorithm = algorithm;
            this.calculator = new DigestCalculator(algorithm);
            this.response = new byte[calculator.responseChars()];
        }

        byte[] response(Secret secret, Slice method, DigestCredentials credentials) {
            calculator.response(
                    secret.exposeHa1(algorithm),
                    method,
                    credentials.uri(),
                    credentials.nonce(),
                    credentials.nonceCountText(),
                    credentials.cnonce(),
                    response);
            return response;
        }
    }
}
