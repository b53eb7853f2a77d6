package io.countersign.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What lives in the heap of another JVM of this user. */
public final class JvmHeap {
    private static final long TIMEOUT_SECONDS = 60;
    private static final String TOTAL = "Total";

    private JvmHeap() {}

    /** Bytes of all objects that a full collection, which it makes, leaves there. */
    public static long liveBytes(long pid) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!jcmd.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            jcmd.destroyForcibly();
            throw new IllegalStateException("no histogram of process " + pid + " within " + TIMEOUT_SECONDS + " s");
        }
        return text.lines()
                .filter(line -> line.startsWith(TOTAL))
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+", 4)[2]))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no histogram of process " + pid + ": " + text));
    }
}
