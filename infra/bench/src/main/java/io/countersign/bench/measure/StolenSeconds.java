package io.countersign.bench.measure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** In which seconds of a measurement the hypervisor took time away ({@link StolenTime}): a thread looks once a second until it is closed. */
public final class StolenSeconds implements AutoCloseable {
    private final long startNanos;
    /** At the start of each second, and at the end. */
    private final List<Duration> totals = new CopyOnWriteArrayList<>();

    private final Thread thread = Thread.ofPlatform().name("stolen-seconds").daemon().unstarted(this::look);

    private StolenSeconds(long startNanos) {
        this.startNanos = startNanos;
    }

    /** Of seconds that count from this reading of {@link System#nanoTime}. */
    public static StolenSeconds from(long startNanos) {
        StolenSeconds seconds = new StolenSeconds(startNanos);
        seconds.thread.start();
        return seconds;
    }

    private void look() {
        try {
            while (true) {
                totals.add(StolenTime.total());
                TimeUnit.NANOSECONDS.sleep(startNanos + TimeUnit.SECONDS.toNanos(totals.size()) - System.nanoTime());
            }
        } catch (InterruptedException e) {
            totals.add(StolenTime.total());
        }
    }

    /** Seconds looked at, the last one begun included. */
    public int count() {
        return totals.size() - 1;
    }

    /** Seconds in which nothing was stolen. */
    public int undisturbed() {
        return undisturbed(totals);
    }

    /** Whether nothing was stolen in any second from the one of this moment to that of the other, both counted from the start. */
    public boolean isUndisturbed(Duration from, Duration to) {
        return isUndisturbed(totals, from.toSeconds(), to.toSeconds());
    }

    static int undisturbed(List<Duration> totals) {
        int seconds = 0;
        for (int i = 0; i + 1 < totals.size(); i++) {
            if (isUndisturbed(totals, i, i)) {
                seconds++;
            }
        }
        return seconds;
    }

    static boolean isUndisturbed(List<Duration> totals, long first, long last) {
        int end = (int) Math.min(last + 1, totals.size() - 1);
        return first < end && totals.get((int) first).equals(totals.get(end));
    }

    /** Ends the look-out. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
