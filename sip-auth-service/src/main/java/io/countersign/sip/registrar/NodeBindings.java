package io.countersign.sip.registrar;

import io.countersign.sip.registrar.Binding.State;
import java.util.concurrent.atomic.LongAdder;

/** What a node keeps about all bindings together: their number, what is untold, and who needs keep-alives. Safe for use by several threads. */
final class NodeBindings {
    final Incarnation self;
    final UnsentBindings unsent = new UnsentBindings();
    final KeepAliveSlots keepAlives = new KeepAliveSlots();
    final Leftovers leftovers;
    final LongAdder own = new LongAdder();
    final LongAdder elsewhere = new LongAdder();
    final LongAdder thinned = new LongAdder();

    NodeBindings(Incarnation self) {
        this.self = self;
        this.leftovers = new Leftovers(self);
    }

    void added(Binding binding) {
        (binding.isOf(self) ? own : elsewhere).increment();
        keepAlives.set(binding, self);
    }

    /** It goes from one node to another. */
    void moved(Binding binding, Runnable move) {
        (binding.isOf(self) ? own : elsewhere).decrement();
        move.run();
        added(binding);
    }

    /** It ended here and now; others are told, if they know it. */
    void ended(Binding binding, State state) {
        dropped(binding, state);
        unsent.putEnd(binding);
    }

    /** It is no more, and others know. */
    void dropped(Binding binding) {
        dropped(binding, State.DROPPED);
    }

    private void dropped(Binding binding, State state) {
        (binding.isOf(self) ? own : elsewhere).decrement();
        binding.state = state;
        keepAlives.set(binding, self);
    }
}
