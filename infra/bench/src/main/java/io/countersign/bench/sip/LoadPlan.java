package io.countersign.bench.sip;

import io.countersign.digest.DigestAlgorithm;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/**
 * One bounded run of load.
 *
 * @param sockets source addresses; each account always uses the same one, as a PBX does
 * @param outstanding requests that are waited for at the same time, over all sockets
 * @param startsPerSecond 0: a closed loop, as soon as one is answered the next is sent; else an open loop, one starts each such time, answered or not
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
        int startsPerSecond,
        Duration duration,
        Duration timeout) {
    private static final int SOURCE_PORT = 5060;
    static final int MAX_OUTSTANDING = 256;
    static final int MAX_STARTS_PER_SECOND = 20_000;
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

        /** Requests of one start. */
        int requests() {
            return this == REGISTER_PAIR ? 2 : 1;
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
        if (startsPerSecond < 0 || startsPerSecond > MAX_STARTS_PER_SECOND) {
            throw new IllegalArgumentException(startsPerSecond + " starts a second (expected: 0 to " + MAX_STARTS_PER_SECOND + ")");
        }
        if (duration.compareTo(MAX_DURATION) > 0 || !duration.isPositive()) {
            throw new IllegalArgumentException("duration " + duration + " (expected: up to " + MAX_DURATION + ")");
        }
        if (!timeout.isPositive() || timeout.compareTo(MAX_DURATION) > 0) {
            throw new IllegalArgumentException("timeout " + timeout + " (expected: up to " + MAX_DURATION + ")");
        }
    }

    /**
     * The same in each run and another loopback address for each number: an account's binding is refreshed, not joined by more of them
     * up to the limit, and its contact is where it sends from, so that no keep-alive is due.
     */
    InetSocketAddress source(int number) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) (1 + number)}), SOURCE_PORT);
    }
}
