package io.countersign.sip.registrar;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The bindings that others have not been told of yet, each once: what is told is its newest state when it is taken. Bounded
 * by the bindings that are held and those that others know and that have ended: one that ends before others knew of it leaves
 * nothing. Workers put and go on; one thread takes.
 */
public final class UnsentBindings {
    private final Map<String, Binding> byKey = new ConcurrentHashMap<>();
    private volatile @Nullable Thread waiting;
    /** Whether something came that is to be told at once, since the last taking began. */
    private volatile boolean urgent;

    UnsentBindings() {}

    /** To be told at once. The binding's bindings are guarded by the caller. */
    void put(Binding binding) {
        putLater(binding);
        urgent = true;
        Thread waiter = waiting;
        if (waiter != null) {
            LockSupport.unpark(waiter);
        }
    }

    /** The same for what may wait until whoever takes looks again: told together with others it costs a fraction. */
    void putLater(Binding binding) {
        binding.telling.changed();
        byKey.compute(binding.key, (key, before) -> {
            if (before != null && before.known) {
                binding.known = true;
            }
            return binding;
        });
    }

    /** The same for one that has ended, of which nobody has to hear who doesn't know it. */
    void putEnd(Binding binding) {
        if (binding.known) {
            put(binding);
        } else {
            byKey.remove(binding.key, binding);
        }
    }

    /** Waits until there is something to be told at once, or that long. */
    public void await(Duration atMost) {
        waiting = Thread.currentThread();
        if (!urgent) {
            LockSupport.parkNanos(this, atMost.toNanos());
        }
        waiting = null;
    }

    /** Takes some; each is to be {@link #acknowledged} or to have {@link #failed} before the next ones are taken. */
    public List<Taken> take(int most) {
        urgent = false;
        List<Taken> taken = new ArrayList<>();
        Iterator<Binding> all = byKey.values().iterator();
        while (taken.size() < most && all.hasNext()) {
            Binding binding = all.next();
            if (byKey.remove(binding.key, binding)) {
                binding.owner.tell(binding).ifPresent(taken::add);
            }
        }
        return taken;
    }

    /** Kafka has it, at that offset. */
    public void acknowledged(Taken taken, long offset) {
        taken.binding.owner.acknowledged(taken.binding, taken.changes, offset);
    }

    /** Kafka may or may not have it: it is told again, unless something newer is to be told of that contact. */
    public void failed(Taken taken) {
        byKey.compute(taken.binding.key, (key, newer) -> {
            if (newer == null) {
                return taken.binding;
            }
            newer.known = true;
            return newer;
        });
    }

    public int size() {
        return byKey.size();
    }

    /** One that was taken, and what is to be told of it. */
    public static final class Taken {
        private final Binding binding;
        private final int changes;
        private final BindingChange change;

        Taken(Binding binding, int changes, BindingChange change) {
            this.binding = binding;
            this.changes = changes;
            this.change = change;
        }

        public BindingChange change() {
            return change;
        }
    }
}
