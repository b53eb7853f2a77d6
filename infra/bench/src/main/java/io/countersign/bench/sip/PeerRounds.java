package io.countersign.bench.sip;

import io.countersign.bench.measure.Latencies;
import io.countersign.bench.measure.ProcessCpu;
import io.countersign.bench.measure.Spread;
import io.countersign.bench.measure.StolenTime;
import io.countersign.bench.measure.Undisturbed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The rounds of one server in one mode with one algorithm. Owned by one thread. */
final class PeerRounds {
    private final SipPeer peer;
    private final List<Double> cpuMicros = new ArrayList<>();
    private final List<Double> toolCpuMicros = new ArrayList<>();
    private final List<Double> perSecond = new ArrayList<>();
    private final Latencies latencies = new Latencies();
    private final Undisturbed undisturbed = new Undisturbed();
    private long troubles;
    private Duration usedInRound = Duration.ZERO;
    private Duration toolUsedInRound = Duration.ZERO;
    private Duration elapsedInRound = Duration.ZERO;
    private long completedInRound;

    PeerRounds(SipPeer peer) {
        this.peer = peer;
    }

    /** Runs a part of a round, or all of it, and reads the server's CPU time before and after it. */
    LoadReport measure(LoadPlan plan) throws IOException {
        long self = ProcessHandle.current().pid();
        Duration stolenBefore = StolenTime.total();
        Duration before = cpu();
        Duration toolBefore = ProcessCpu.ofProcess(self);
        LoadReport report = RegisterLoad.run(plan);
        usedInRound = usedInRound.plus(cpu()).minus(before);
        toolUsedInRound = toolUsedInRound.plus(ProcessCpu.ofProcess(self)).minus(toolBefore);
        boolean isUndisturbed = StolenTime.total().equals(stolenBefore);
        peer.mustLive();
        if (report.completed() == 0) {
            throw new IllegalStateException(peer.name() + " answered nothing as expected: " + report.counts());
        }
        completedInRound += report.completed();
        elapsedInRound = elapsedInRound.plus(report.elapsed());
        latencies.add(report.latencies());
        undisturbed.add(isUndisturbed ? report.latencies() : new Latencies(), isUndisturbed ? 1 : 0, 1);
        troubles += report.troubles();
        return report;
    }

    /** CPU time is known to 10 ms, so it is divided where a round ends and not after each part of it. */
    void endRound() {
        cpuMicros.add(usedInRound.toNanos() / 1e3 / completedInRound);
        toolCpuMicros.add(toolUsedInRound.toNanos() / 1e3 / completedInRound);
        perSecond.add(completedInRound * 1e9 / elapsedInRound.toNanos());
        usedInRound = Duration.ZERO;
        toolUsedInRound = Duration.ZERO;
        elapsedInRound = Duration.ZERO;
        completedInRound = 0;
    }

    private Duration cpu() {
        return peer.pids().stream().map(ProcessCpu::ofTree).reduce(Duration.ZERO, Duration::plus);
    }

    SipPeer peer() {
        return peer;
    }

    Spread cpuMicros() {
        return Spread.of(cpuMicros);
    }

    Spread toolCpuMicros() {
        return Spread.of(toolCpuMicros);
    }

    Spread perSecond() {
        return Spread.of(perSecond);
    }

    /** Of all rounds together. */
    Latencies latencies() {
        return latencies;
    }

    /** Of those parts of rounds in which the hypervisor took no time away. */
    Undisturbed undisturbed() {
        return undisturbed;
    }

    long troubles() {
        return troubles;
    }
}
