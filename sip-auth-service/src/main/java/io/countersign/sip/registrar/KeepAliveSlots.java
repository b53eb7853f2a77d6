package io.countersign.sip.registrar;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Which bindings get their keep-alive when: each has a slot by its key's hash, so that they are spread over the whole interval.
 * Bounded by this node's bindings. Safe for use by several threads.
 */
final class KeepAliveSlots {
    /** 40 ms each. */
    static final int SLOTS = 625;

    private final List<Set<Binding>> slots = IntStream.range(0, SLOTS).mapToObj(slot -> slot()).toList();

    private static Set<Binding> slot() {
        return ConcurrentHashMap.newKeySet(1);
    }

    /** Called after each change of the binding; its bindings are guarded by the caller. */
    void set(Binding binding, Incarnation self) {
        Set<Binding> slot = slots.get(Math.floorMod(binding.key.hashCode(), SLOTS));
        if (binding.state == Binding.State.BOUND && binding.isOf(self) && binding.needsKeepAlive()) {
            slot.add(binding);
        } else {
            slot.remove(binding);
        }
    }

    Set<Binding> of(int slot) {
        return slots.get(slot);
    }

    /** Bindings that get keep-alives. */
    int size() {
        return slots.stream().mapToInt(Set::size).sum();
    }
}
