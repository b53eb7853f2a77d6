package io.countersign.bench.sip;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * What a flight recording says about the UDP workers within a span of time: samples of CPU time by stage, and bytes allocated.
 * Owned by one thread.
 */
final class WorkerProfile {
    /** Samples CPU time (JEP 509), which knows native code, too, and counts no waiting; allocation once a second. */
    static final String SETTINGS = "settings=none,+jdk.CPUTimeSample#enabled=true,+jdk.CPUTimeSample#throttle=2ms,"
            + "+jdk.ThreadAllocationStatistics#enabled=true,+jdk.ThreadAllocationStatistics#period=1s";

    private static final String CPU_TIME = "jdk.CPUTimeSample";
    private static final String ALLOCATION = "jdk.ThreadAllocationStatistics";
    private static final String WORKER = "sip-udp-";

    private final Map<Stage, Long> samples = new EnumMap<>(Stage.class);
    private final Map<String, Long> firstAllocated = new HashMap<>();
    private final Map<String, Long> lastAllocated = new HashMap<>();
    private long workerSamples;
    private long otherSamples;
    private Instant firstSeen = Instant.MAX;
    private Instant lastSeen = Instant.MIN;

    private WorkerProfile() {}

    /** Reads what was recorded between the two. */
    static WorkerProfile read(Path recording, Instant from, Instant until) throws IOException {
        WorkerProfile profile = new WorkerProfile();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (!event.getStartTime().isBefore(from) && !event.getStartTime().isAfter(until)) {
                    profile.take(event);
                }
            }
        }
        return profile;
    }

    private void take(RecordedEvent event) {
        switch (event.getEventType().getName()) {
            case CPU_TIME -> takeSample(event);
            case ALLOCATION -> takeAllocation(event);
            default -> { }
        }
    }

    private void takeSample(RecordedEvent event) {
        if (isWorker(event.getThread("eventThread")) && event.getStackTrace() != null) {
            workerSamples++;
            samples.merge(Stage.of(event.getStackTrace()), 1L, Long::sum);
        } else {
            otherSamples++;
        }
    }

    private void takeAllocation(RecordedEvent event) {
        RecordedThread thread = event.getThread("thread");
        if (isWorker(thread)) {
            long allocated = event.getLong("allocated");
            if (firstAllocated.putIfAbsent(thread.getJavaName(), allocated) == null) {
                firstSeen = event.getStartTime();
            }
            lastAllocated.put(thread.getJavaName(), allocated);
            lastSeen = event.getStartTime();
        }
    }

    private static boolean isWorker(RecordedThread thread) {
        return thread != null && thread.getJavaName() != null && thread.getJavaName().startsWith(WORKER);
    }

    long samples(Stage stage) {
        return samples.getOrDefault(stage, 0L);
    }

    long workerSamples() {
        return workerSamples;
    }

    /** Of the JVM's other Java threads. */
    long otherSamples() {
        return otherSamples;
    }

    /** By all workers in a second. */
    double allocatedBytesPerSecond() {
        if (lastAllocated.isEmpty()) {
            throw new IllegalStateException("the recording knows no worker's allocation (expected: " + SETTINGS + ")");
        }
        long bytes = lastAllocated.entrySet().stream().mapToLong(each -> each.getValue() - firstAllocated.getOrDefault(each.getKey(), each.getValue())).sum();
        double seconds = (lastSeen.toEpochMilli() - firstSeen.toEpochMilli()) / 1e3;
        return seconds <= 0 ? 0 : bytes / seconds;
    }
}
