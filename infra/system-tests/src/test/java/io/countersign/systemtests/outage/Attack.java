package io.countersign.systemtests.outage;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.systemtests.SipUser;
import io.countersign.systemtests.SipUser.NoSipAnswerException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Guesses passwords and names at one node, on a thread of its own, as fast as it is answered, and counts by itself what it was
 * refused for. A request without an answer is told apart: whether it was counted is unknown.
 */
final class Attack {
    private static final int REFUSED = 401;
    /** Each of the attempts at hand may wait for an answer. */
    private static final Duration ENDED_WITHIN = Duration.ofSeconds(60);

    private final int sipPort;
    private final String domain;
    private final String username;
    private final Map<String, LongAdder> told = new ConcurrentHashMap<>();
    private final AtomicLong unanswered = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopped;

    private Attack(int sipPort, String domain, String username) {
        this.sipPort = sipPort;
        this.domain = domain;
        this.username = username;
        this.thread = Thread.ofPlatform().name("attack-" + sipPort).daemon().unstarted(this::run);
    }

    /** Begins, on a trunk with that user. */
    static Attack begin(int sipPort, String domain, String username) {
        Attack attack = new Attack(sipPort, domain, username);
        attack.thread.start();
        return attack;
    }

    /** By reason. */
    long told(String reason) {
        LongAdder count = told.get(reason);
        return count == null ? 0 : count.sum();
    }

    long total() {
        return told.values().stream().mapToLong(LongAdder::sum).sum();
    }

    long unanswered() {
        return unanswered.get();
    }

    /** Returns when the last answer is counted. */
    void end() throws InterruptedException {
        stopped = true;
        if (!thread.join(ENDED_WITHIN)) {
            throw new IllegalStateException(thread.getName() + " goes on");
        }
    }

    private void run() {
        try (SipUser known = SipUser.overUdp(sipPort, domain);
                SipUser elsewhere = SipUser.overUdp(sipPort, "trunk-nowhere" + domain.substring(domain.indexOf('.')))) {
            for (long i = 0; !stopped; i++) {
                String spoofed = "spoofed-" + sipPort + "-" + i;
                attempt("wrong_password", () -> known.askForBindings(username, "a wrong password", DigestAlgorithm.MD5));
                attempt("unknown_user", () -> known.askForBindings(spoofed, "a wrong password", DigestAlgorithm.MD5));
                attempt("unknown_trunk", () -> elsewhere.askForBindings(spoofed, "a wrong password", DigestAlgorithm.MD5));
                attempt("malformed_credentials", () -> known.send(
                        "REGISTER", username, Optional.of("Authorization: " + notOurs() + "\r\n")));
            }
        }
    }

    private void attempt(String reason, Attempt attempt) {
        try {
            if (attempt.answer().status() != REFUSED) {
                throw new IllegalStateException(reason + " was not refused (expected: " + REFUSED + ")");
            }
            told.computeIfAbsent(reason, it -> new LongAdder()).increment();
        } catch (NoSipAnswerException e) {
            unanswered.incrementAndGet();
        }
    }

    private interface Attempt {
        SipUser.Answer answer();
    }

    /** Well-formed credentials whose nonce is nobody's. */
    private String notOurs() {
        return "Digest username=\"" + username + "\", realm=\"" + domain + "\", nonce=\"forged\", uri=\"sip:" + domain + "\", "
                + "response=\"00000000000000000000000000000000\", algorithm=MD5, cnonce=\"1\", qop=auth, nc=00000001";
    }
}
