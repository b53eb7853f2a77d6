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
    private long[] prefixes = new long[1];
    private long[] atSeconds = new long[1];
    private int sources;
    private @Nullable Success lastUsed;
    private @Nullable Failure lastFailed;
    private long toldSecond;
    private boolean changed;
    private boolean queued;

    CredentialUsage(String accountId, String trunkId, String credentialId) {
        this.accountId = accountId;
        this.trunkId = trunkId;
        this.credentialId = credentialId;
    }

    /** Notes a success; unless it is nothing new, it is to be looked at closely ({@link #used}). */
    synchronized Noted succeeded(long prefix, long nowSecond) {
        if (note(prefix, nowSecond)) {
            return Noted.NEW_SOURCE;
        }
        return lastUsed == null || nowSecond - lastUsed.atSecond() >= TOLD_EACH_SECONDS ? Noted.DUE : Noted.NOTHING_NEW;
    }

    synchronized void used(Success success) {
        lastUsed = success;
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
        return at >= 0 && nowSecond - atSeconds[at] < KNOWN_SECONDS;
    }

    /** Adds what another node, or an earlier run, knew. */
    synchronized void merge(Usage other) {
        other.from().forEach(from -> {
            int at = indexOf(from.prefix());
            if (at < 0) {
                addIfLater(from.prefix(), from.atSecond());
            } else {
                atSeconds[at] = Math.max(atSeconds[at], from.atSecond());
            }
        });
        other.lastUsed().filter(it -> lastUsed == null || it.atSecond() > lastUsed.atSecond()).ifPresent(it -> lastUsed = it);
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
        List<From> from = new ArrayList<>(sources);
        for (int i = 0; i < sources; i++) {
            if (nowSecond - atSeconds[i] < KNOWN_SECONDS) {
                from.add(new From(prefixes[i], atSeconds[i]));
            }
        }
        return Optional.of(new Usage(
                accountId, trunkId, credentialId, Optional.ofNullable(lastUsed), Optional.ofNullable(lastFailed), from));
    }

    /** @return whether it has not succeeded from there in the last 24 hours */
    private boolean note(long prefix, long nowSecond) {
        int at = indexOf(prefix);
        if (at >= 0 && nowSecond - atSeconds[at] < TOLD_EACH_SECONDS) {
            return false;
        }
        changed = true;
        if (at < 0) {
            add(prefix, nowSecond);
            return true;
        }
        boolean isNew = nowSecond - atSeconds[at] >= KNOWN_SECONDS;
        atSeconds[at] = nowSecond;
        return isNew;
    }

    private int indexOf(long prefix) {
        for (int i = 0; i < sources; i++) {
            if (prefixes[i] == prefix) {
                return i;
            }
        }
        return -1;
    }

    /** What others knew doesn't push out what is known since. */
    private void addIfLater(long prefix, long atSecond) {
        if (sources < SOURCES || atSecond > atSeconds[oldest()]) {
            add(prefix, atSecond);
        }
    }

    /** In the place of the one whose last success is the oldest when there are enough. */
    private void add(long prefix, long atSecond) {
        int at = sources < SOURCES ? sources++ : oldest();
        if (at == prefixes.length) {
            prefixes = Arrays.copyOf(prefixes, Math.min(SOURCES, 2 * at));
            atSeconds = Arrays.copyOf(atSeconds, prefixes.length);
        }
        prefixes[at] = prefix;
        atSeconds[at] = atSecond;
    }

    private int oldest() {
        int oldest = 0;
        for (int i = 1; i < sources; i++) {
            if (atSeconds[i] < atSeconds[oldest]) {
                oldest = i;
            }
        }
        return oldest;
    }
}
