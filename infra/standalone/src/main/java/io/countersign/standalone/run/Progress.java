package io.countersign.standalone.run;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** What the user sees of a start: one line a step, with the time since the beginning. Safe for all threads. */
final class Progress {
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrintStream out;
    private final long start = System.nanoTime();

    Progress(PrintStream out) {
        this.out = out;
    }

    void step(String text) {
        line(String.format(Locale.ROOT, "  %5.1f s  %s", elapsed().toNanos() / NANOS_PER_SECOND, text));
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
