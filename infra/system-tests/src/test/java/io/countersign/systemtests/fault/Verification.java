package io.countersign.systemtests.fault;

import io.countersign.systemtests.check.AuthTable;
import io.countersign.systemtests.check.Deafness;
import io.countersign.systemtests.check.EventLog;
import io.countersign.systemtests.check.Fact;
import io.countersign.systemtests.check.KeyRows;
import io.countersign.systemtests.check.KeyTry;
import io.countersign.systemtests.check.LogCheck;
import io.countersign.systemtests.check.Read;
import io.countersign.systemtests.check.Receipt;
import io.countersign.systemtests.check.SipTry;
import io.countersign.systemtests.check.State;
import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.workload.Journal;
import io.countersign.systemtests.workload.Outside;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * All that must hold once clients are quiet: requests = event log = views = auth table and table of keys = what each SIP node and
 * each HTTP port answers, and nothing that a client saw meanwhile was wrong. What is on its way has a minute to arrive.
 *
 * @param apart where views, table or nodes differ from the log
 * @param stale reads with a token that did not contain its write
 * @param wrongKeys answers to requests with an API key that must not be
 * @param wrongAnswers receipts of another form, and changes of a version that isn't which were not refused
 * @param wrongOnSip answers to phones, during the run, that must not be, each with all that this node answered for the credential
 */
public record Verification(
        LogCheck log, List<String> apart, List<Read> stale, List<KeyTry> wrongKeys, List<String> wrongAnswers, List<String> wrongOnSip) {
    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(60);
    private static final Duration AGAIN_AFTER = Duration.ofMillis(500);
    private static final int PRECONDITION_FAILED = 412;

    /**
     * How things are once all has arrived, or a minute later.
     *
     * @param deaf when instances may not have heard of a key's end, or of a new one
     */
    public static Verification of(Cluster cluster, Journal journal, List<Deafness> deaf) {
        return of(cluster, journal, deaf, SETTLES_WITHIN);
    }

    static Verification of(Cluster cluster, Journal journal, List<Deafness> deaf, Duration settlesWithin) {
        long deadline = System.nanoTime() + settlesWithin.toNanos();
        Verification verification = now(cluster, journal, deaf);
        while (!verification.isSettled() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(AGAIN_AFTER.toNanos());
            verification = now(cluster, journal, deaf);
        }
        return verification;
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
        wrongKeys.forEach(it -> all.add("wrong with a key: " + it));
        wrongAnswers.forEach(it -> all.add("wrong answer: " + it));
        wrongOnSip.forEach(it -> all.add("wrong on SIP: " + it));
        return all;
    }

    private boolean isSettled() {
        return log.lost().isEmpty() && apart.isEmpty();
    }

    private static Verification now(Cluster cluster, Journal journal, List<Deafness> deaf) {
        List<Fact> facts = new EventLog(cluster.kafka()).read();
        LogCheck log = LogCheck.of(journal.requests(), facts);
        return new Verification(
                log,
                log.lost().isEmpty() ? apart(cluster, journal, facts) : List.of(),
                journal.reads().stream().filter(Read::isStale).toList(),
                journal.keys().tries().stream().filter(attempt -> attempt.isWrong(deaf)).toList(),
                wrongAnswers(journal),
                journal.sipTries().stream().filter(SipTry::isWrong).map(wrong -> history(wrong, journal)).toList());
    }

    /** The first that differs from the log. */
    private static List<String> apart(Cluster cluster, Journal journal, List<Fact> facts) {
        State state = State.of(facts);
        Outside outside = new Outside(cluster);
        List<String> apart = new ArrayList<>(state.differences(new AuthTable(cluster.kafka()).read(), "auth table"));
        apart.addAll(state.keyDifferences(new KeyRows(cluster.kafka()).read(), "table of keys"));
        if (apart.isEmpty()) {
            State view = outside.view(facts);
            apart.addAll(state.differences(view, "REST view"));
            apart.addAll(state.keyDifferences(view, "REST view"));
        }
        if (apart.isEmpty()) {
            cluster.sip().forEach(node -> apart.addAll(outside.wrongOnSip(node, journal, state)));
            cluster.instances().forEach(instance -> apart.addAll(outside.wrongOnHttp(instance, journal.keys(), state)));
        }
        return apart;
    }

    private static List<String> wrongAnswers(Journal journal) {
        return Stream.concat(
                        journal.receipts().stream().filter(Receipt::isMalformed).map(Receipt::toString),
                        journal.otherVersions().stream()
                                .filter(status -> status != PRECONDITION_FAILED)
                                .map(status -> "a change of a version that isn't: " + status + " (expected: " + PRECONDITION_FAILED + ")"))
                .toList();
    }

    private static String history(SipTry wrong, Journal journal) {
        return wrong + " in the course of " + journal.sipTries().stream()
                .filter(it -> it.node().equals(wrong.node()) && it.credentialId().equals(wrong.credentialId()))
                .map(it -> it.began() + (it.rightPassword() ? " right" : " wrong") + (it.accepted() ? " accepted" : " refused"))
                .toList();
    }
}
