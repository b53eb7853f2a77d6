package io.countersign.sip.usage;

import io.countersign.sip.usage.Usage.Failure;
import io.countersign.sip.usage.Usage.From;
import io.countersign.sip.usage.Usage.Success;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The use of one credential. Guarded by its own monitor. */
final class CredentialUsage {
    /** The last so many sources are known; a credential pushes out only its own. */
    static final int SOURCES = 16;

    static final long KNOWN_SECONDS = 24 * 3_600;

    private static final long NEVER = Long.MIN_VALUE / 2;

    /** How often it is told where no source is new, and how exact it is. */
    static final long TOLD_EACH_SECONDS = 60;

    /** What a success is, seen from what was known before it. */
    enum Noted {
        /** As the one before it. */
        NOTHING_NEW,
        /** The last one that was looked at closely is a minute old. */
        DUE,
        /** It has not succeeded from there in the last 24 hours. */
        NEW_SOURCE
    }

    private final String accountId;
    private final String trunkId;
    private final String credentialId;
    /** The prefix of each source and, behind it, the second of its last success. */
    private long[] sources = new long[2];

    private int count;
    /** Where the last success came from, and when it was noted there. */
    private volatile long latestPrefix;

    private volatile long latestSecond = NEVER;
    private @Nullable Success lastUsed;
    private volatile long lastUsedSecond = NEVER;
    private @Nullable Failure lastFailed;
    private long toldSecond;
    private boolean changed;
    private boolean queued;
    private volatile boolean forgotten;

    CredentialUsage(String accountId, String trunkId, String credentialId) {
        this.accountId = accountId;
        this.trunkId = trunkId;
        this.credentialId = credentialId;
    }

    /**
     * Notes a success; unless it is nothing new, it is to be looked at closely ({@link #used}). Mostly it is the last one's source
     * again, and then nothing is locked: whoever reads what another one is writing finds at worst what that one is about to note.
     */
    Noted succeeded(long prefix, long nowSecond) {
        return prefix == latestPrefix && nowSecond - latestSecond < TOLD_EACH_SECONDS && !isDue(nowSecond)
                ? Noted.NOTHING_NEW
                : note(prefix, nowSecond);
    }

    /** It is the credential's no more, and what is noted here from now on is lost. */
    void forget() {
        forgotten = true;
    }

    boolean isForgotten() {
        return forgotten;
    }

    synchronized void used(Success success) {
        setLastUsed(success);
        changed = true;
    }

    synchronized boolean isTimeForFailure(long nowSecond) {
        return lastFailed == null || nowSecond - lastFailed.atSecond() >= TOLD_EACH_SECONDS;
    }

    synchronized void failed(Failure failure) {
        lastFailed = failure;
        changed = true;
    }

    synchronized boolean isKnownFrom(long prefix, long nowSecond) {
        int at = indexOf(prefix);
        return at >= 0 && nowSecond - sources[at + 1] < KNOWN_SECONDS;
    }

    /** Adds what another node, or an earlier run, knew. */
    synchronized void merge(Usage other) {
        latestSecond = NEVER; // its source may be pushed out
        other.from().forEach(from -> {
            int at = indexOf(from.prefix());
            if (at < 0) {
                addIfLater(from.prefix(), from.atSecond());
            } else {
                sources[at + 1] = Math.max(sources[at + 1], from.atSecond());
            }
        });
        other.lastUsed().filter(it -> it.atSecond() > lastUsedSecond).ifPresent(this::setLastUsed);
        other.lastFailed().filter(it -> lastFailed == null || it.atSecond() > lastFailed.atSecond()).ifPresent(it -> lastFailed = it);
    }

    /** What is to be told now: nothing when nothing changed, or when it was told less than a minute ago. */
    synchronized Optional<Usage> take(long nowSecond) {
        return nowSecond - toldSecond < TOLD_EACH_SECONDS ? Optional.empty() : takeChanged(nowSecond);
    }

    /** Whether it comes into the queue of those that are told at once: not when it is in there. */
    synchronized boolean enterQueue() {
        boolean enters = !queued;
        queued = true;
        return enters;
    }

    /** It has left that queue; what is to be told of it, however long ago it was told. */
    synchronized Optional<Usage> takeQueued(long nowSecond) {
        queued = false;
        return takeChanged(nowSecond);
    }

    /** What has changed, however long ago it was told. */
    synchronized Optional<Usage> takeChanged(long nowSecond) {
        if (!changed) {
            return Optional.empty();
        }
        changed = false;
        toldSecond = nowSecond;
        List<From> from = new ArrayList<>(count);
        for (int at = 0; at < 2 * count; at += 2) {
            if (nowSecond - sources[at + 1] < KNOWN_SECONDS) {
                from.add(new From(sources[at], sources[at + 1]));
            }
        }
        return Optional.of(new Usage(
                accountId, trunkId, credentialId, Optional.ofNullable(lastUsed), Optional.ofNullable(lastFailed), from));
    }

    private synchronized Noted note(long prefix, long nowSecond) {
        int at = indexOf(prefix);
        boolean isNew = at < 0 || nowSecond - sources[at + 1] >= KNOWN_SECONDS;
        if (isNew || nowSecond - sources[at + 1] >= TOLD_EACH_SECONDS) {
            changed = true;
            if (at < 0) {
                at = add(prefix, nowSecond);
            }
            sources[at + 1] = nowSecond;
        }
        latestPrefix = prefix;
        latestSecond = sources[at + 1];
        return isNew ? Noted.NEW_SOURCE : isDue(nowSecond) ? Noted.DUE : Noted.NOTHING_NEW;
    }

    private boolean isDue(long nowSecond) {
        return nowSecond - lastUsedSecond >= TOLD_EACH_SECONDS;
    }

    private void setLastUsed(Success success) {
        lastUsed = success;
        lastUsedSecond = success.atSecond();
    }

    private int indexOf(long prefix) {
        for (int at = 0; at < 2 * count; at += 2) {
            if (sources[at] == prefix) {
                return at;
            }
        }
        return -1;
    }

    /** What others knew doesn't push out what is known since. */
    private void addIfLater(long prefix, long atSecond) {
        if (count < SOURCES || atSecond > sources[oldest() + 1]) {
            add(prefix, atSecond);
        }
    }

    /** In the place of the one whose last success is the oldest when there are enough. */
    private int add(long prefix, long atSecond) {
        int at = count < SOURCES ? 2 * count++ : oldest();
        if (at == sources.length) {
            sources = Arrays.copyOf(sources, Math.min(2 * SOURCES, 2 * at));
        }
        sources[at] = prefix;
        sources[at + 1] = atSecond;
        return at;
    }

    private int oldest() {
        int oldest = 0;
        for (int at = 2; at < 2 * count; at += 2) {
            if (sources[at + 1] < sources[oldest + 1]) {
                oldest = at;
            }
        }
        return oldest;
    }
}
