package io.countersign.sip.registrar;

import io.countersign.sip.account.Account;
import io.countersign.sip.message.ResponseWriter;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.Source;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The bindings of all credentials. Asked only after a right digest, so what an attacker can write here is nothing;
 * bounded by the credentials times {@value #MAX_CONTACTS}. They end with their time, their connection or their credential.
 *
 * <p>Shared by all workers. A credential's bindings are guarded by their own monitor; one that leaves the map is marked
 * as abandoned under that monitor, so that nobody adds to what nobody sees.
 */
public final class Registrar {
    public static final int MAX_CONTACTS = 10;
    public static final long MIN_EXPIRES_SECONDS = 60;
    public static final long MAX_EXPIRES_SECONDS = 3_600;
    public static final long DEFAULT_EXPIRES_SECONDS = 300;

    /** A connection outlives the last of its bindings by this (sip.md, Registrar). */
    private static final Duration CONNECTION_GRACE = Duration.ofSeconds(60);

    private final Map<String, Bindings> byCredential = new ConcurrentHashMap<>();
    private final StreamFlows streams = new StreamFlows();
    private final LongAdder size = new LongAdder();

    /**
     * Does what a verified REGISTER asks for, as far as it may.
     *
     * @param out gets a Contact header for each binding, when it was done
     */
    public Registration register(Account account, SipMessage register, Source source, long nowSecond, ResponseWriter out) {
        while (true) {
            Bindings known = byCredential.get(account.credentialId()); // a refresh takes no lock of the map's
            Bindings bindings = known != null
                    ? known
                    : byCredential.computeIfAbsent(account.credentialId(), credential -> new Bindings());
            synchronized (bindings) {
                if (!bindings.isAbandoned()) {
                    return update(bindings, account, register, source, nowSecond, out);
                }
            }
        }
    }

    /** Writes a Contact header for each binding. */
    public void writeContacts(Account account, ResponseWriter out, long nowSecond) {
        Bindings bindings = byCredential.get(account.credentialId());
        if (bindings != null) {
            synchronized (bindings) {
                bindings.write(out, nowSecond);
            }
        }
    }

    /** Ends all bindings of a credential that may no longer log in; to be called after {@link Account#isEnded} became true. */
    public void end(Account account) {
        Bindings bindings = byCredential.remove(account.credentialId());
        if (bindings != null) {
            synchronized (bindings) {
                size.add(-bindings.size());
                bindings.list().forEach(binding -> streams.bound(binding.flow().connectionId(), account.credentialId(), 0));
                bindings.abandon();
            }
        }
    }

    /** Keeps the connection of somebody who has proved who he is: until its last binding ends, and a moment. */
    public void holdOpen(Source source, long nowSecond) {
        if (source.transport().isStream()) {
            source.holdOpenFor(CONNECTION_GRACE.plusSeconds(streams.restSeconds(source.connectionId(), nowSecond)));
        }
    }

    /** Ends the bindings of a connection that was closed: nobody can be reached by it. Nothing comes of it afterwards. */
    public void endFlow(long connectionId) {
        for (String credential : streams.close(connectionId)) {
            Bindings bindings = byCredential.get(credential);
            if (bindings != null) {
                synchronized (bindings) {
                    int before = bindings.size();
                    bindings.endFlow(connectionId);
                    size.add(bindings.size() - before);
                    abandonIfEmpty(credential, bindings);
                }
            }
        }
    }

    /** Lets go of what has expired; to be called now and then. */
    public void expire(long nowSecond) {
        byCredential.forEach((credential, bindings) -> {
            synchronized (bindings) {
                int before = bindings.size();
                bindings.expire(nowSecond);
                size.add(bindings.size() - before);
                abandonIfEmpty(credential, bindings);
            }
        });
    }

    /** Bindings held now. */
    public long size() {
        return size.sum();
    }

    /** The flows by which a credential's phones are reached now. */
    public List<Flow> flows(Account account, long nowSecond) {
        @Nullable Bindings bindings = byCredential.get(account.credentialId());
        if (bindings == null) {
            return List.of();
        }
        synchronized (bindings) {
            return bindings.list().stream()
                    .filter(binding -> binding.expiresAtSecond > nowSecond)
                    .map(Binding::flow)
                    .toList();
        }
    }

    private Registration update(
            Bindings bindings, Account account, SipMessage register, Source source, long nowSecond, ResponseWriter out) {
        if (account.isEnded()) {
            abandonIfEmpty(account.credentialId(), bindings);
            return Registration.CREDENTIAL_ENDED;
        }
        int before = bindings.size();
        bindings.expire(nowSecond);
        Registration result = bindings.update(register, source, nowSecond);
        int change = bindings.size() - before;
        if (change != 0) {
            size.add(change);
        }
        if (source.transport().isStream()) {
            streams.bound(source.connectionId(), account.credentialId(), bindings.lastEndSecond(source.connectionId()));
            holdOpen(source, nowSecond);
        }
        if (result == Registration.DONE) {
            bindings.write(out, nowSecond);
        }
        abandonIfEmpty(account.credentialId(), bindings);
        return result;
    }

    private void abandonIfEmpty(String credential, Bindings bindings) {
        if (bindings.size() == 0) {
            bindings.abandon();
            byCredential.remove(credential, bindings);
        }
    }
}
