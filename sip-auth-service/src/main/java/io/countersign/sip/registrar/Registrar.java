package io.countersign.sip.registrar;

import io.countersign.schemas.RecordKeys;
import io.countersign.sip.account.Account;
import io.countersign.sip.challenge.KeyedHash;
import io.countersign.sip.message.ResponseWriter;
import io.countersign.sip.message.SentBy;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.Source;
import io.countersign.sip.registrar.BindingChange.Bound;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bindings of all credentials: those that came to this node, and those that other nodes tell of. Asked only after a right
 * digest, so what an attacker can write here is nothing; bounded by the credentials times {@value #MAX_CONTACTS}. They end
 * with their time, their connection or their credential.
 *
 * <p>Shared by all workers. A credential's bindings are guarded by their own monitor; one that leaves the map is marked
 * as abandoned under that monitor, so that nobody adds to what nobody sees.
 */
public final class Registrar implements AutoCloseable {
    public static final int MAX_CONTACTS = 10;
    public static final long MIN_EXPIRES_SECONDS = 60;
    public static final long MAX_EXPIRES_SECONDS = 3_600;
    public static final long DEFAULT_EXPIRES_SECONDS = 300;

    static final int PARTS = 10;

    /** A connection outlives the last of its bindings by this (sip.md, Registrar). */
    private static final Duration CONNECTION_GRACE = Duration.ofSeconds(60);

    private final Map<String, Bindings> byCredential = new ConcurrentHashMap<>();
    private final StreamFlows streams = new StreamFlows();
    private final NodeBindings node;
    private final byte[] keepAliveKey = new byte[KeyedHash.KEY_BYTES];
    private int part;

    /** @param self the run of the node that this is */
    public Registrar(Incarnation self) {
        this.node = new NodeBindings(self);
        new SecureRandom().nextBytes(keepAliveKey);
    }

    /**
     * Does what a verified REGISTER asks for, as far as it may.
     *
     * @param out gets a Contact header for each binding, when it was done
     */
    public Registration register(Account account, SipMessage register, Source source, long nowSecond, ResponseWriter out) {
        Bindings bindings = account.bindings() instanceof Bindings known ? known : find(account);
        while (true) {
            synchronized (bindings) {
                if (!bindings.isAbandoned()) {
                    return update(bindings, account, register, source, nowSecond, out);
                }
            }
            bindings = find(account);
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

    /**
     * Ends all bindings of a credential that may no longer log in, wherever they are; to be called after {@link
     * Account#isEnded} became true.
     */
    public void end(Account account) {
        Bindings bindings = byCredential.remove(account.credentialId());
        if (bindings != null) {
            synchronized (bindings) {
                bindings.flows().forEach(flow -> streams.bound(flow.connectionId(), account.credentialId(), 0));
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
            change(credential, bindings -> bindings.endFlow(connectionId));
        }
    }

    /**
     * Lets go of what has expired, and lets others be told of what is due; to be called each second by one thread. One call in
     * {@value #PARTS} looks after a credential, so that phones that came together don't end, and aren't told of, all at once.
     */
    public void expire(long nowSecond) {
        part = (part + 1) % PARTS;
        for (String credential : byCredential.keySet()) {
            if (Math.floorMod(credential.hashCode(), PARTS) == part) {
                change(credential, bindings -> {
                    bindings.expire(nowSecond);
                    bindings.tellRefreshes(nowSecond);
                });
            }
        }
        node.leftovers.tellDue(node.unsent, nowSecond);
    }

    /** Takes in what another node says about a binding, in the order of its topic; what this one has said itself comes back without effect. */
    public void learn(Bound bound, long offset) {
        node.leftovers.remove(bound.key());
        if (bound.incarnation().equals(node.self)) {
            return;
        }
        while (true) {
            Bindings bindings = byCredential.computeIfAbsent(
                    bound.credentialId(),
                    id -> new Bindings(RecordKeys.accountOf(bound.key()), bound.trunkId(), id, node));
            synchronized (bindings) {
                if (!bindings.isAbandoned()) {
                    bindings.learn(bound, offset);
                    abandonIfEmpty(bound.credentialId(), bindings);
                    return;
                }
            }
        }
    }

    /**
     * Takes in that a binding is no more.
     *
     * @param ended whose binding it was; empty: whoever has it
     */
    public void forget(String key, String credentialId, Optional<Incarnation> ended, long offset) {
        node.leftovers.remove(key);
        change(credentialId, bindings -> bindings.forget(key, ended, offset));
    }

    /** Ends what an earlier run of this node has left behind; to be called once all that was told is known. */
    public void endFormer() {
        byCredential.keySet().forEach(credential -> change(credential, Bindings::endFormer));
    }

    /** Ends every binding of this node: its flows end with it. */
    @Override
    public void close() {
        byCredential.keySet().forEach(credential -> change(credential, bindings -> bindings.endOwn(Binding.State.ENDED)));
    }

    /** What others are to be told. */
    public UnsentBindings unsent() {
        return node.unsent;
    }

    /** What keeps the ways open to this node's bindings. */
    public KeepAlives newKeepAlives(DatagramSender sender, SentBy sentBy) {
        return new KeepAlives(node, sender, newKeepAliveBranch(), sentBy);
    }

    /** Recognises answers to its keep-alives, for one thread. */
    public KeepAliveBranch newKeepAliveBranch() {
        return new KeepAliveBranch(keepAliveKey);
    }

    /** Bindings whose flows are this node's. */
    public long size() {
        return node.own.sum();
    }

    /** Bindings of other nodes that are known here. */
    public long elsewhere() {
        return node.elsewhere.sum();
    }

    /** Refreshes of which others were not told at once. */
    public long thinned() {
        return node.thinned.sum();
    }

    /** The flows by which a credential's phones are reached now from this node. */
    public List<Flow> flows(Account account, long nowSecond) {
        @Nullable Bindings bindings = byCredential.get(account.credentialId());
        if (bindings == null) {
            return List.of();
        }
        synchronized (bindings) {
            bindings.expire(nowSecond);
            return bindings.flows();
        }
    }

    private Bindings find(Account account) {
        Bindings bindings = byCredential.computeIfAbsent(
                account.credentialId(), id -> new Bindings(account.key(), account.trunkId(), id, node));
        account.keepBindings(bindings);
        return bindings;
    }

    private Registration update(
            Bindings bindings, Account account, SipMessage register, Source source, long nowSecond, ResponseWriter out) {
        if (account.isEnded()) {
            abandonIfEmpty(account.credentialId(), bindings);
            return Registration.CREDENTIAL_ENDED;
        }
        bindings.expire(nowSecond);
        Registration result = ContactUpdate.apply(bindings, register, source, nowSecond);
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

    private void change(String credential, Consumer<Bindings> change) {
        Bindings bindings = byCredential.get(credential);
        if (bindings != null) {
            synchronized (bindings) {
                if (!bindings.isAbandoned()) {
                    change.accept(bindings);
                    abandonIfEmpty(credential, bindings);
                }
            }
        }
    }

    private void abandonIfEmpty(String credential, Bindings bindings) {
        if (bindings.isEmpty()) {
            bindings.abandon();
            byCredential.remove(credential, bindings);
        }
    }
}
