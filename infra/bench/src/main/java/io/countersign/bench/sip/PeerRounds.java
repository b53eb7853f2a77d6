package io.countersign.bench.sip;

import io.countersign.bench.measure.Latencies;
import io.countersign.bench.measure.ProcessCpu;
import io.countersign.bench.measure.Spread;
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
    private long troubles;

    PeerRounds(SipPeer peer) {
        this.peer = peer;
    }

    /** Runs load and reads the server's CPU time before and after it. */
    LoadReport measure(LoadPlan plan) throws IOException {
        long self = ProcessHandle.current().pid();
        Duration before = cpu();
        Duration toolBefore = ProcessCpu.ofProcess(self);
        LoadReport report = RegisterLoad.run(plan);
        Duration used = cpu().minus(before);
        Duration toolUsed = ProcessCpu.ofProcess(self).minus(toolBefore);
        peer.mustLive();
        if (report.completed() == 0) {
            throw new IllegalStateException(peer.name() + " answered nothing as expected: " + report.counts());
        }
        cpuMicros.add(used.toNanos() / 1e3 / report.completed());
        toolCpuMicros.add(toolUsed.toNanos() / 1e3 / report.completed());
        perSecond.add(report.perSecond());
        latencies.add(report.latencies());
        troubles += report.troubles();
        return report;
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

    long troubles() {
        return troubles;
    }
}
