package io.countersign.sip.registrar;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.schemas.RecordKeys;
import io.countersign.sip.message.ContactCursor;
import io.countersign.sip.message.HeaderCursor;
import io.countersign.sip.message.HeaderName;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.Slice;
import io.countersign.sip.message.Source;
import io.countersign.sip.registrar.BindingChange.Bound;
import io.countersign.sip.registrar.BindingChange.Unbound;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One contact of a credential: this node's own, with a flow that it can use, or one that another node has told of. Guarded by
 * its {@link Bindings}.
 */
final class Binding {
    /** How it ended, if it did. */
    enum State {
        BOUND,
        /** By its time, its connection or its node's end: the same contact at another node lives on. */
        ENDED,
        /** By a REGISTER, or with its credential: wherever it is. */
        REMOVED,
        /** Others know. */
        DROPPED
    }

    private static final byte[] NOTHING = new byte[0];
    private static final int MAX_USER_AGENT_BYTES = 256;

    final Bindings owner;
    final ContactUri uri;
    final String key;
    final Telling telling;
    int qPerMille = ContactCursor.ABSENT;
    long expiresAtSecond;
    State state = State.BOUND;
    /** Whether others may know a binding of this key. Also set by whoever replaces an untold end by this, without a guard. */
    volatile boolean known;
    private long registeredAtSecond;
    private byte[] callId = NOTHING;
    private long cseq;
    private Incarnation incarnation;
    private Flow flow;
    private byte[] path = NOTHING;
    private String userAgent = "";
    private boolean differsFromSource;

    private Binding(Bindings owner, ContactUri uri, String key, Incarnation incarnation, Flow flow) {
        this.owner = owner;
        this.uri = uri;
        this.key = key;
        this.telling = new Telling(key);
        this.incarnation = incarnation;
        this.flow = flow;
    }

    /** A new one of this node. */
    static Binding own(Bindings owner, ContactUri uri, Incarnation self, Source source, long nowSecond) {
        Binding binding = new Binding(owner, uri, RecordKeys.registration(owner.accountKey(), uri.hash()), self, Flow.of(source));
        binding.registeredAtSecond = nowSecond;
        binding.differsFromSource = !uri.isAt(binding.flow.remote());
        return binding;
    }

    /** One that another node has told of. */
    static Binding elsewhere(Bindings owner, ContactUri uri, Bound bound) {
        Binding binding = new Binding(owner, uri, bound.key(), bound.incarnation(), bound.flow());
        binding.learn(bound);
        return binding;
    }

    /**
     * What a REGISTER of this node says about it; without a change of Call-ID, flow or Path nothing is allocated.
     *
     * @return when others are to be told
     */
    Telling.Due set(SipMessage register, Source source, int newQPerMille, long nowSecond, long newExpiresSeconds) {
        boolean changed = telling.isFirst() || qPerMille != newQPerMille;
        qPerMille = newQPerMille;
        expiresAtSecond = nowSecond + newExpiresSeconds;
        cseq = register.cseq();
        if (!register.callId().contentEquals(callId)) {
            callId = register.callId().copyInto(callId);
        }
        if (!flow.isOf(source)) {
            flow = Flow.of(source);
            differsFromSource = !uri.isAt(flow.remote());
            changed = true;
        }
        byte[] newPath = register.has(HeaderName.PATH) ? path(register) : NOTHING;
        if (!Arrays.equals(path, newPath)) {
            path = newPath;
            changed = true;
        }
        Telling.Due due = changed ? Telling.Due.AT_ONCE : telling.ofRefresh(nowSecond, expiresAtSecond);
        if (due != Telling.Due.NOT_YET) {
            userAgent = register.value(HeaderName.USER_AGENT).text(MAX_USER_AGENT_BYTES);
            telling.due(nowSecond, expiresAtSecond);
        }
        return due;
    }

    /** Whether refreshes were passed over and it is time for others to be told; they are now. */
    boolean isTellingDue(long nowSecond) {
        boolean due = telling.isRestDue(nowSecond, expiresAtSecond);
        if (due) {
            telling.due(nowSecond, expiresAtSecond);
        }
        return due;
    }

    /** Now this node's own, whose REGISTER has come here. */
    void takeOver(Incarnation self, Source source) {
        incarnation = self;
        flow = Flow.of(source);
        differsFromSource = !uri.isAt(flow.remote());
        telling.begin();
    }

    /** What its node says about it. */
    void learn(Bound bound) {
        incarnation = bound.incarnation();
        flow = bound.flow();
        qPerMille = bound.qPerMille().orElse(ContactCursor.ABSENT);
        path = bound.path().map(text -> text.getBytes(UTF_8)).orElse(NOTHING);
        userAgent = bound.userAgent().orElse("");
        expiresAtSecond = bound.expiresAtSecond();
        registeredAtSecond = bound.registeredAtSecond();
        callId = NOTHING;
        known = true;
    }

    boolean isOf(Incarnation node) {
        return incarnation.equals(node);
    }

    /** Of that node, but an earlier run of it. */
    boolean isFormerOf(Incarnation node) {
        return incarnation.node().equals(node.node()) && !incarnation.equals(node);
    }

    /** Whether it was set by a later request of the same client than that one. */
    boolean isNewerThan(SipMessage register) {
        return cseq > register.cseq() && register.callId().contentEquals(callId);
    }

    Flow flow() {
        return flow;
    }

    /** All Path values, joined by commas (RFC 3327 section 5.3); empty when there are none. */
    byte[] path() {
        return path.clone();
    }

    boolean hasQ() {
        return qPerMille != ContactCursor.ABSENT;
    }

    /** Whether only what is sent from here keeps the way to it open: datagrams come from another address than its contact's. */
    boolean needsKeepAlive() {
        return differsFromSource && !flow.transport().isStream();
    }

    /** What that node tells of it now; nothing of what is another's to tell. */
    Optional<BindingChange> tell(Incarnation self) {
        return switch (state) {
            case BOUND -> isOf(self) ? Optional.of(tellBound()) : Optional.empty();
            case ENDED -> Optional.of(unbound(Optional.of(incarnation)));
            case REMOVED -> Optional.of(unbound(Optional.empty()));
            case DROPPED -> Optional.empty();
        };
    }

    private Bound tellBound() {
        telling.told(expiresAtSecond);
        known = true;
        return bound();
    }

    private Bound bound() {
        return new Bound(
                key,
                owner.trunkId(),
                owner.credentialId(),
                new String(uri.bytes(), UTF_8),
                hasQ() ? OptionalInt.of(qPerMille) : OptionalInt.empty(),
                path.length == 0 ? Optional.empty() : Optional.of(new String(path, UTF_8)),
                expiresAtSecond,
                registeredAtSecond,
                incarnation,
                flow,
                userAgent.isEmpty() ? Optional.empty() : Optional.of(userAgent));
    }

    private Unbound unbound(Optional<Incarnation> ended) {
        return new Unbound(key, owner.trunkId(), owner.credentialId(), ended);
    }

    private static byte[] path(SipMessage register) {
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        HeaderCursor headers = register.headers(HeaderName.PATH);
        while (headers.next()) {
            if (path.size() > 0) {
                path.write(',');
            }
            Slice value = headers.value();
            path.write(value.array(), value.offset(), value.length());
        }
        return path.toByteArray();
    }
}
