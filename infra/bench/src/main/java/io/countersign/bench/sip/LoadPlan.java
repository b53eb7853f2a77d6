package io.countersign.bench.sip;

import io.countersign.digest.DigestAlgorithm;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * One bounded run of load.
 *
 * @param sockets source ports; each account always uses the same one, as a PBX does
 * @param outstanding requests that are waited for at the same time, over all sockets
 * @param duration how long new requests are sent
 * @param timeout after which an answer is given up; nothing is sent again
 */
public record LoadPlan(
        InetSocketAddress target,
        Mode mode,
        DigestAlgorithm algorithm,
        List<SipAccount> accounts,
        int sockets,
        int outstanding,
        Duration duration,
        Duration timeout) {
    static final int MAX_OUTSTANDING = 256;
    static final Duration MAX_DURATION = Duration.ofMinutes(5);

    /** What is sent. */
    public enum Mode {
        /** A REGISTER without credentials, answered by a challenge. */
        REGISTER_401("register-401"),
        /** A REGISTER without credentials, its challenge, and the REGISTER that answers it. */
        REGISTER_PAIR("register-pair");

        private final String text;

        Mode(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    public LoadPlan {
        accounts = List.copyOf(accounts);
        if (!(target.getAddress() instanceof Inet4Address address) || !address.isLoopbackAddress()) {
            throw new IllegalArgumentException("target " + target + " (expected: 127.0.0.0/8; load stays on this machine)");
        }
        if (outstanding < 1 || outstanding > MAX_OUTSTANDING) {
            throw new IllegalArgumentException(outstanding + " outstanding requests (expected: 1 to " + MAX_OUTSTANDING + ")");
        }
        if (sockets < 1 || sockets > outstanding) {
            throw new IllegalArgumentException(sockets + " sockets (expected: 1 to the outstanding requests, " + outstanding + ")");
        }
        if (accounts.size() < outstanding) {
            throw new IllegalArgumentException(accounts.size() + " accounts (expected: at least the outstanding requests, " + outstanding + ")");
        }
        if (duration.compareTo(MAX_DURATION) > 0 || !duration.isPositive()) {
            throw new IllegalArgumentException("duration " + duration + " (expected: up to " + MAX_DURATION + ")");
        }
        if (!timeout.isPositive() || timeout.compareTo(MAX_DURATION) > 0) {
            throw new IllegalArgumentException("timeout " + timeout + " (expected: up to " + MAX_DURATION + ")");
        }
    }
}
