package io.countersign.systemtests;

import io.countersign.digest.DigestAlgorithm;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** Guesses passwords of one trunk, from an address of this machine that nobody else uses, until it is locked out there. */
public final class Guesser implements AutoCloseable {
    private static final int FAILURES = 10;
    private static final int USERNAMES = 20;

    private static final AtomicInteger GUESSERS = new AtomicInteger();

    private final InetAddress address;
    private final SipUser client;

    /** @param domain the trunk's, which the node knows */
    public Guesser(int sipPort, String domain) {
        int number = GUESSERS.incrementAndGet();
        address = InetAddress.ofLiteral("127.66." + (number >> 8) + "." + (number & 0xff));
        client = SipUser.overUdp(address, sipPort, domain);
    }

    /** Where it guesses from. */
    public String address() {
        return address.getHostAddress();
    }

    /** Locks one username out from there. */
    public void lockOut(String username) {
        for (int i = 0; i < FAILURES; i++) {
            guess(username);
        }
    }

    /** Locks the address out. */
    public void lockOutItself() {
        for (int i = 0; i < USERNAMES; i++) {
            guess("guess-" + i);
        }
    }

    private void guess(String username) {
        client.register(username, "a wrong guess", DigestAlgorithm.SHA_256);
    }

    @Override
    public void close() {
        client.close();
    }
}
