package io.countersign.systemtests.workload;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A read that must contain the write that gave the token. */
record ReadTask(Credential credential, String token, Expected expected) {

    enum Expected {
        PRESENT,
        ABSENT
    }

    /** From writers to readers; when it is full there is simply no such read. */
    static final class Queue {
        private static final int CAPACITY = 100;

        private final BlockingQueue<ReadTask> tasks = new ArrayBlockingQueue<>(CAPACITY);

        void offer(ReadTask task) {
            boolean _ = tasks.offer(task);
        }

        Optional<ReadTask> take(Duration within) throws InterruptedException {
            return Optional.ofNullable(tasks.poll(within.toMillis(), TimeUnit.MILLISECONDS));
        }
    }
}
