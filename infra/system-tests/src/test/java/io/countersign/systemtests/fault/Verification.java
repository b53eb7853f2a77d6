package io.countersign.systemtests.fault;

import io.countersign.systemtests.check.AuthTable;
import io.countersign.systemtests.check.EventLog;
import io.countersign.systemtests.check.Fact;
import io.countersign.systemtests.check.LogCheck;
import io.countersign.systemtests.check.Read;
import io.countersign.systemtests.check.SipTry;
import io.countersign.systemtests.check.State;
import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.cluster.Cluster.SipInstance;
import io.countersign.systemtests.workload.Journal;
import io.countersign.systemtests.workload.Outside;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * All that must hold once clients are quiet: requests = event log = views = auth table = what each SIP node answers, and
 * nothing that a client saw meanwhile was wrong. What is on its way has a minute to arrive.
 *
 * @param apart where views, table or nodes differ from the log
 * @param stale reads with a token that did not contain its write
 * @param wrongOnSip answers to phones, during the run, that must not be, each with all that this node answered for the credential
 */
public record Verification(LogCheck log, List<String> apart, List<Read> stale, List<String> wrongOnSip) {
    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(60);
    private static final Duration AGAIN_AFTER = Duration.ofMillis(500);

    public static Verification of(Cluster cluster, Journal journal) {
        return of(cluster, journal, SETTLES_WITHIN);
    }

    static Verification of(Cluster cluster, Journal journal, Duration settlesWithin) {
        long deadline = System.nanoTime() + settlesWithin.toNanos();
        Verification verification = now(cluster, journal);
        while (!verification.isSettled() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(AGAIN_AFTER.toNanos());
            verification = now(cluster, journal);
        }
        return verification;
    }

    boolean isClean() {
        return log.isClean() && apart.isEmpty() && stale.isEmpty() && wrongOnSip.isEmpty();
    }

    /** What is wrong, for people. */
    public List<String> complaints() {
        List<String> all = new ArrayList<>();
        log.lost().forEach(it -> all.add("lost: " + it));
        log.twice().forEach(it -> all.add("twice: " + it));
        log.gaps().forEach(it -> all.add("gap: " + it));
        log.unasked().forEach(it -> all.add("unasked: " + it));
        log.refused().forEach(it -> all.add("refused: " + it));
        apart.forEach(it -> all.add("apart: " + it));
        stale.forEach(it -> all.add("stale: " + it));
        wrongOnSip.forEach(it -> all.add("wrong on SIP: " + it));
        return all;
    }

    private boolean isSettled() {
        return log.lost().isEmpty() && apart.isEmpty();
    }

    private static Verification now(Cluster cluster, Journal journal) {
        List<Fact> facts = new EventLog(cluster.kafka()).read();
        LogCheck log = LogCheck.of(journal.requests(), facts);
        State state = State.of(facts);
        Outside outside = new Outside(cluster);
        List<String> apart = new ArrayList<>();
        if (log.lost().isEmpty()) { // else they can't agree with it
            apart.addAll(state.differences(new AuthTable(cluster.kafka()).read(), "auth table"));
            if (apart.isEmpty()) {
                apart.addAll(state.differences(outside.view(facts), "REST view"));
            }
            if (apart.isEmpty()) {
                for (SipInstance node : cluster.sip()) {
                    apart.addAll(outside.wrongOnSip(node, journal, state));
                }
            }
        }
        return new Verification(
                log,
                apart,
                journal.reads().stream().filter(Read::isStale).toList(),
                journal.sipTries().stream().filter(SipTry::isWrong).map(wrong -> history(wrong, journal)).toList());
    }

    private static String history(SipTry wrong, Journal journal) {
        return wrong + " in the course of " + journal.sipTries().stream()
                .filter(it -> it.node().equals(wrong.node()) && it.credentialId().equals(wrong.credentialId()))
                .map(it -> it.began() + (it.rightPassword() ? " right" : " wrong") + (it.accepted() ? " accepted" : " refused"))
                .toList();
    }
}
