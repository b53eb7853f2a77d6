package io.countersign.systemtests.outage;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.digest.DigestAuthorization;
import io.countersign.digest.DigestChallenge;
import io.countersign.digest.Ha1;
import io.countersign.systemtests.SipUser;
import io.countersign.systemtests.SipUser.NoSipAnswerException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Guesses passwords and names at one node, on a thread of its own, as fast as it is answered, replays what was accepted and comes with
 * another node's nonce, and counts by itself what it was refused for. A request without an answer is told apart: whether it was counted is
 * unknown.
 */
final class Attack {
    private static final int ACCEPTED = 200;
    private static final int REFUSED = 401;
    /** Each of the attempts at hand may wait for an answer. */
    private static final Duration ENDED_WITHIN = Duration.ofSeconds(60);
    private static final DigestAlgorithm ALGORITHM = DigestAlgorithm.MD5;
    private static final String WRONG_PASSWORD = "a wrong password";

    private final int sipPort;
    private final String domain;
    private final String username;
    private final String password;
    /** Genuine, and of a node that this one is not. */
    private final DigestChallenge challengeOfAnotherNode;

    private final Map<String, LongAdder> told = new ConcurrentHashMap<>();
    private final AtomicLong unanswered = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopped;

    private Attack(int sipPort, int otherSipPort, String domain, String username, String password) {
        this.sipPort = sipPort;
        this.domain = domain;
        this.username = username;
        this.password = password;
        try (SipUser elsewhere = SipUser.overUdp(otherSipPort, domain)) {
            this.challengeOfAnotherNode = elsewhere.send("REGISTER", username, Optional.empty()).challenge(ALGORITHM);
        }
        this.thread = Thread.ofPlatform().name("attack-" + sipPort).daemon().unstarted(this::run);
    }

    /** Begins, on a trunk with that user, known to both nodes. */
    static Attack begin(int sipPort, int otherSipPort, String domain, String username, String password) {
        Attack attack = new Attack(sipPort, otherSipPort, domain, username, password);
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
                attempt("wrong_password", () -> known.askForBindings(username, WRONG_PASSWORD, ALGORITHM));
                attempt("unknown_user", () -> known.askForBindings(spoofed, WRONG_PASSWORD, ALGORITHM));
                attempt("unknown_trunk", () -> elsewhere.askForBindings(spoofed, WRONG_PASSWORD, ALGORITHM));
                attempt("malformed_credentials", () -> ask(known, notOurs()));
                attempt("stale_nonce", () -> ask(known, answerTo(challengeOfAnotherNode)));
                attempt("replayed_nonce", () -> replay(known));
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

    /** What is accepted, and then comes again in another request. */
    private SipUser.Answer replay(SipUser known) {
        String credentials = answerTo(known.send("REGISTER", username, Optional.empty()).challenge(ALGORITHM));
        SipUser.Answer accepted = ask(known, credentials);
        if (accepted.status() != ACCEPTED) {
            throw new IllegalStateException("the right password gets " + accepted.status() + " (expected: " + ACCEPTED + ")");
        }
        return ask(known, credentials);
    }

    private SipUser.Answer ask(SipUser known, String credentials) {
        return known.send("REGISTER", username, Optional.of("Authorization: " + credentials + "\r\n"));
    }

    /** With the right password. */
    private String answerTo(DigestChallenge challenge) {
        Ha1 ha1 = Ha1.of(challenge.algorithm(), username, challenge.realm(), password);
        return new DigestAuthorization(challenge, username, ha1, 1, "1").value("REGISTER", "sip:" + domain);
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
