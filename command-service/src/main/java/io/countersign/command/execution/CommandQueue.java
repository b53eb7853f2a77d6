package io.countersign.command.execution;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Commands that wait for their turn: of one aggregate one at a time, and of those that may run whichever was admitted
 * first. So a command that had to wait for its aggregate doesn't wait again behind all who came after it, and commands of
 * one busy aggregate delay no other's. Bounded; used by all who submit and all who work.
 */
final class CommandQueue {
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Turn> ready = new PriorityQueue<>(Comparator.comparingLong(turn -> turn.arrival));
    /** Behind each aggregate that has a command ready or at work: who waits for it. */
    private final Map<String, Deque<Turn>> behind = new HashMap<>();

    private long arrivals;
    private int inside;
    private boolean closed;

    /** With room for so many commands, those at work included. */
    CommandQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Lets it in; false where there is no room, or no more. */
    boolean offer(Turn turn) {
        lock.lock();
        try {
            if (closed || inside == capacity) {
                return false;
            }
            inside++;
            turn.arrival = arrivals++;
            Deque<Turn> others = behind.get(turn.aggregateId);
            if (others != null) {
                others.add(turn);
            } else {
                behind.put(turn.aggregateId, new ArrayDeque<>());
                ready.add(turn);
                changed.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next to run; {@link #leave} must follow. Null when it is closed and nobody is left that could be next. */
    @Nullable Turn take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (ready.isEmpty()) {
                if (closed && behind.isEmpty()) {
                    return null;
                }
                changed.await();
            }
            return ready.remove();
        } finally {
            lock.unlock();
        }
    }

    /** It has run, or never will: the next of its aggregate may. */
    void leave(Turn turn) {
        lock.lock();
        try {
            inside--;
            Deque<Turn> others = behind.get(turn.aggregateId);
            if (others != null && others.remove(turn)) {
                return; // it was not its turn yet
            }
            ready.remove(turn);
            Turn next = others == null ? null : others.poll();
            if (next != null) {
                ready.add(next);
                changed.signal();
            } else {
                behind.remove(turn.aggregateId);
                wakeAllAtTheEnd();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Commands inside: waiting or at work. */
    int inside() {
        lock.lock();
        try {
            return inside;
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody in any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            wakeAllAtTheEnd();
        } finally {
            lock.unlock();
        }
    }

    /** Those that wait. */
    List<Turn> waiting() {
        lock.lock();
        try {
            List<Turn> all = new ArrayList<>(ready);
            behind.values().forEach(all::addAll);
            return all;
        } finally {
            lock.unlock();
        }
    }

    private void wakeAllAtTheEnd() {
        if (closed && behind.isEmpty()) {
            changed.signalAll();
        }
    }

    /** A command's place. */
    abstract static class Turn {
        private final String aggregateId;
        /** Guarded by the queue's lock. */
        private long arrival;

        Turn(String aggregateId) {
            this.aggregateId = aggregateId;
        }

        /** Runs it, if it hasn't been given up. */
        abstract void come();

        /** It shall not run any more, if it doesn't yet. */
        abstract void giveUp();
    }
}
