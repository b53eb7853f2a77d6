package io.countersign.sip.usage;

import io.countersign.sip.account.Account;
import io.countersign.sip.usage.Usage.Failure;
import io.countersign.sip.usage.Usage.Success;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The use of all credentials: when and from where each succeeded and failed last, to the minute, and from which sources it
 * succeeded in the last 24 hours: who comes from there is never locked out. Followed from Kafka, so that it outlives a restart
 * and is known to every node; of a new source the others are told at once.
 *
 * <p>Bounded by the credentials, each about 200 bytes and 16 more a source, at most {@value CredentialUsage#SOURCES} sources: whoever
 * has a password pushes out what is known of that credential and of no other. Sources are noted only after a right digest.
 *
 * <p>Shared by all workers; each credential's part is guarded by its own monitor.
 */
public final class CredentialUses {
    /** How many credentials are looked at to tell of them: so many and a three hundredth of all. */
    static final int LOOKED_AT_ONCE = 50;

    private static final int PARTS = 300;

    private final Map<String, CredentialUsage> byCredential = new ConcurrentHashMap<>();
    /** Those with a source that others don't know of, each at most once. */
    private final Queue<CredentialUsage> toldAtOnce = new ConcurrentLinkedQueue<>();
    /** Those that are to be looked at next. Of the thread that tells. */
    private Iterator<CredentialUsage> next = Collections.emptyIterator();

    /**
     * A right digest.
     *
     * @param prefix of the source
     * @param closely says more of it; asked once a minute a credential, and when its source is new
     */
    public void succeeded(Account account, long prefix, long nowSecond, Supplier<Success> closely) {
        CredentialUsage usage = of(account);
        switch (usage.succeeded(prefix, nowSecond)) {
            case NOTHING_NEW -> {}
            case DUE -> usage.used(closely.get());
            case NEW_SOURCE -> {
                usage.used(closely.get());
                if (usage.enterQueue()) {
                    toldAtOnce.add(usage);
                }
            }
        }
        dropIfEnded(account);
    }

    /**
     * A refused one; {@code prefix} and {@code closely} as for {@link #succeeded}.
     *
     * @return whether that credential succeeded from that source in the last 24 hours
     */
    public boolean failed(Account account, long prefix, long nowSecond, Supplier<Failure> closely) {
        CredentialUsage usage = of(account);
        if (usage.isTimeForFailure(nowSecond)) {
            usage.failed(closely.get());
        }
        dropIfEnded(account);
        return usage.isKnownFrom(prefix, nowSecond);
    }

    /** Whether that credential succeeded from that source in the last 24 hours. */
    public boolean isKnown(Account account, long prefix, long nowSecond) {
        CredentialUsage usage = atHand(account);
        if (usage == null) {
            usage = byCredential.get(account.credentialId());
        }
        return usage != null && usage.isKnownFrom(prefix, nowSecond);
    }

    /** Adds what Kafka says of a credential. */
    public void merge(Usage other) {
        byCredential
                .computeIfAbsent(other.credentialId(), id -> new CredentialUsage(other.accountId(), other.trunkId(), id))
                .merge(other);
    }

    /** Forgets a credential that is no more. */
    public void forget(String credentialId) {
        CredentialUsage forgotten = byCredential.remove(credentialId);
        if (forgotten != null) {
            forgotten.forget();
        }
    }

    /**
     * Hands over some of what has changed: first of credentials with a new source, in their order, then of each at most once a minute; to be
     * called by one thread again and again, and each call goes on behind the last one. Phones that came at one time are due at one time, and to
     * tell of all of them at once would hold up who answers.
     *
     * @param most how many credentials are looked at now, and so told of
     */
    public void tell(long nowSecond, int most, Consumer<Usage> listener) {
        int size = byCredential.size();
        int looks = tellAtOnce(nowSecond, Math.min(most, LOOKED_AT_ONCE + size / PARTS), listener);
        for (int rest = Math.min(looks, size); rest > 0; rest--) {
            if (!next.hasNext()) {
                next = byCredential.values().iterator();
            }
            if (next.hasNext()) {
                next.next().take(nowSecond).ifPresent(listener);
            }
        }
    }

    /** @return how many more may be looked at */
    private int tellAtOnce(long nowSecond, int most, Consumer<Usage> listener) {
        int rest = most;
        for (; rest > 0; rest--) {
            CredentialUsage usage = toldAtOnce.poll();
            if (usage == null) {
                break;
            }
            usage.takeQueued(nowSecond).filter(it -> !usage.isForgotten()).ifPresent(listener);
        }
        return rest;
    }

    /** Hands over all that has changed, at the end. */
    public void tellRest(long nowSecond, Consumer<Usage> listener) {
        byCredential.values().forEach(usage -> usage.takeChanged(nowSecond).ifPresent(listener));
    }

    /** Credentials whose use is known. */
    public int size() {
        return byCredential.size();
    }

    private CredentialUsage of(Account account) {
        CredentialUsage known = atHand(account);
        if (known != null) {
            return known;
        }
        CredentialUsage usage = byCredential.computeIfAbsent(
                account.credentialId(), id -> new CredentialUsage(account.accountId(), account.trunkId(), id));
        account.keepUsage(usage);
        return usage;
    }

    private static @Nullable CredentialUsage atHand(Account account) {
        return account.usage() instanceof CredentialUsage usage && !usage.isForgotten() ? usage : null;
    }

    /** It may have ended after it was looked up: then {@link #forget} came too early. */
    private void dropIfEnded(Account account) {
        if (account.isEnded()) {
            forget(account.credentialId());
        }
    }
}
