package io.countersign.bench.command;

import io.countersign.bench.measure.Samples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the disk itself takes to make a small write durable: no commit of either server can be quicker. */
final class DiskSync {
    /** A page of PostgreSQL's write-ahead log. */
    private static final int PAGE_BYTES = 8192;

    private static final int WRITES = 500;

    private DiskSync() {}

    /** Overwrites one page and syncs it, again and again, in a file of that folder. */
    static Samples measure(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "sync", ".probe");
        Samples samples = new Samples();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int i = 0; i < WRITES; i++) {
                long start = System.nanoTime();
                channel.write(ByteBuffer.allocate(PAGE_BYTES), 0);
                channel.force(false);
                samples.add(System.nanoTime() - start);
            }
        } finally {
            Files.delete(file);
        }
        return samples;
    }
}
