package io.countersign.sip.registrar;

import io.countersign.sip.message.ResponseWriter;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.SipUri;
import io.countersign.sip.message.Source;
import io.countersign.sip.registrar.Binding.State;
import io.countersign.sip.registrar.BindingChange.Bound;
import io.countersign.sip.registrar.UnsentBindings.Taken;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The contacts of one credential, at this node and, as far as known, at others. Guarded by its own monitor, which {@link
 * Registrar} holds.
 */
final class Bindings {
    /** More than there may be: two nodes can each let one in before they hear of each other. */
    static final int MAX_KNOWN = 2 * Registrar.MAX_CONTACTS;

    private final String accountKey;
    private final String trunkId;
    private final String credentialId;
    private final NodeBindings node;
    private final List<Binding> bindings = new ArrayList<>(1);
    /** No longer the registrar's: whoever still holds it asks again. */
    private boolean abandoned;

    /** @param accountKey the trunk's domain, 0x00, the username */
    Bindings(String accountKey, String trunkId, String credentialId, NodeBindings node) {
        this.accountKey = accountKey;
        this.trunkId = trunkId;
        this.credentialId = credentialId;
        this.node = node;
    }

    String accountKey() {
        return accountKey;
    }

    String trunkId() {
        return trunkId;
    }

    String credentialId() {
        return credentialId;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    /** All of them end with the credential. */
    void abandon() {
        abandoned = true;
        bindings.forEach(binding -> node.ended(binding, State.REMOVED));
        bindings.clear();
    }

    boolean isEmpty() {
        return bindings.isEmpty();
    }

    /** Ends this node's own whose time is over; another node's own are its to end. */
    void expire(long nowSecond) {
        for (int i = bindings.size() - 1; i >= 0; i--) {
            Binding binding = bindings.get(i);
            if (binding.expiresAtSecond > nowSecond) {
                continue;
            }
            if (binding.isOf(node.self)) {
                end(binding, State.ENDED);
            } else {
                drop(binding);
                node.leftovers.add(binding);
            }
        }
    }

    /** Lets others be told of refreshes that were passed over. */
    void tellRefreshes(long nowSecond) {
        for (int i = 0; i < bindings.size(); i++) {
            Binding binding = bindings.get(i);
            if (binding.isOf(node.self) && binding.isTellingDue(nowSecond)) {
                node.unsent.putLater(binding);
            }
        }
    }

    /** Ends those of this run of this node. */
    void endOwn(State state) {
        List.copyOf(bindings).stream()
                .filter(binding -> binding.isOf(node.self))
                .forEach(binding -> end(binding, state));
    }

    /** Ends those of an earlier run of this node: nobody can use their flows any more. */
    void endFormer() {
        List.copyOf(bindings).stream()
                .filter(binding -> binding.isFormerOf(node.self))
                .forEach(binding -> end(binding, State.ENDED));
    }

    /** What another node says about a binding; not believed where this one has said something later. */
    void learn(Bound bound, long offset) {
        Binding known = find(bound.key());
        if (known == null) {
            if (bindings.size() < MAX_KNOWN) {
                ContactUri.of(bound.contact()).ifPresent(uri -> add(Binding.elsewhere(this, uri, bound)));
            }
        } else if (!known.isOf(node.self)) {
            known.learn(bound);
        } else if (known.telling.isSettledBefore(offset)) {
            node.moved(known, () -> known.learn(bound));
        }
    }

    /** What another node says about the end of a binding: of any one of that key, or (ended) of its own or a lost one's. */
    void forget(String key, Optional<Incarnation> ended, long offset) {
        Binding known = find(key);
        if (known == null) {
            return;
        }
        if (!known.isOf(node.self)) {
            if (ended.isEmpty() || known.isOf(ended.get())) {
                drop(known);
            }
        } else if (known.telling.isSettledBefore(offset)) {
            if (ended.isEmpty()) {
                drop(known);
            } else {
                node.unsent.put(known); // another one's end has hidden it
            }
        }
    }

    synchronized Optional<Taken> tell(Binding binding) {
        return binding.tell(node.self).map(change -> new Taken(binding, binding.telling.changes(), change));
    }

    synchronized void acknowledged(Binding binding, int change, long offset) {
        binding.telling.acknowledged(change, offset);
    }

    synchronized void tellEnded(Binding leftover, UnsentBindings unsent) {
        leftover.state = State.ENDED;
        unsent.putEnd(leftover);
    }

    /** When the last binding on that connection of this node ends; 0 when there is none. */
    long lastEndSecond(long connectionId) {
        long last = 0;
        for (int i = 0; i < bindings.size(); i++) {
            Binding binding = bindings.get(i);
            if (isOn(binding, connectionId)) {
                last = Math.max(last, binding.expiresAtSecond);
            }
        }
        return last;
    }

    /** Ends what is reached by a connection that is no more; 0 is no connection. */
    void endFlow(long connectionId) {
        List.copyOf(bindings).stream()
                .filter(binding -> isOn(binding, connectionId))
                .forEach(binding -> end(binding, State.ENDED));
    }

    int size() {
        return bindings.size();
    }

    List<Binding> all() {
        return Collections.unmodifiableList(bindings);
    }

    @Nullable Binding find(SipUri uri) {
        for (int i = 0; i < bindings.size(); i++) {
            if (bindings.get(i).uri.is(uri)) {
                return bindings.get(i);
            }
        }
        return null;
    }

    /** The binding of that contact at this node; taken over from another one, or new. */
    Binding bind(SipUri uri, Source source, long nowSecond) {
        Binding known = find(uri);
        if (known == null) {
            Binding binding = Binding.own(this, new ContactUri(uri), node.self, source, nowSecond);
            add(binding);
            return binding;
        }
        if (!known.isOf(node.self)) {
            node.moved(known, () -> known.takeOver(node.self, source));
        }
        return known;
    }

    /** What a REGISTER says of one of this node's; others are told at once or later. */
    void refresh(Binding binding, SipMessage register, Source source, int qPerMille, long nowSecond, long expiresSeconds) {
        switch (binding.set(register, source, qPerMille, nowSecond, expiresSeconds)) {
            case NOT_YET -> node.thinned.increment();
            case SOON -> node.unsent.putLater(binding);
            case AT_ONCE -> {
                node.unsent.put(binding);
                node.keepAlives.set(binding, node.self);
            }
        }
    }

    void end(Binding binding, State state) {
        bindings.remove(binding);
        node.ended(binding, state);
    }

    /** A Contact header for each. */
    void write(ResponseWriter out, long nowSecond) {
        ContactHeaders.write(bindings, out, nowSecond);
    }

    /** The flows that this node can use. */
    List<Flow> flows() {
        return bindings.stream().filter(binding -> binding.isOf(node.self)).map(Binding::flow).toList();
    }

    private void add(Binding binding) {
        bindings.add(binding);
        node.added(binding);
    }

    private void drop(Binding binding) {
        bindings.remove(binding);
        node.dropped(binding);
    }

    private boolean isOn(Binding binding, long connectionId) {
        return binding.flow().connectionId() == connectionId && binding.isOf(node.self);
    }

    private @Nullable Binding find(String key) {
        for (int i = 0; i < bindings.size(); i++) {
            if (bindings.get(i).key.equals(key)) {
                return bindings.get(i);
            }
        }
        return null;
    }
}
