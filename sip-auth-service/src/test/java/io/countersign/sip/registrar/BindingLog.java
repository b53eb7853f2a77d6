package io.countersign.sip.registrar;

import io.countersign.sip.registrar.BindingChange.Bound;
import io.countersign.sip.registrar.BindingChange.Unbound;
import io.countersign.sip.registrar.UnsentBindings.Taken;
import java.util.ArrayList;
import java.util.List;

/** What nodes told each other, in one order; each is told everything, its own words too. */
final class BindingLog {
    private final List<BindingChange> entries = new ArrayList<>();

    /** Takes what a node has to tell; others don't hear of it yet. */
    List<BindingChange> append(RegisteringNode node) {
        List<Taken> taken = node.registrar.unsent().take(100);
        for (Taken each : taken) {
            entries.add(each.change());
            node.registrar.unsent().acknowledged(each, entries.size() - 1L);
        }
        return taken.stream().map(Taken::change).toList();
    }

    /** Tells a node everything from an offset on. */
    void deliver(RegisteringNode node, int from) {
        for (int offset = from; offset < entries.size(); offset++) {
            switch (entries.get(offset)) {
                case Bound it -> node.registrar.learn(it, offset);
                case Unbound it -> node.registrar.forget(it.key(), it.credentialId(), it.ended(), offset);
            }
        }
    }

    /** Until nobody has anything to tell. */
    void exchange(RegisteringNode... nodes) {
        int from = entries.size();
        for (boolean more = true; more; ) {
            more = false;
            for (RegisteringNode node : nodes) {
                more |= !append(node).isEmpty();
            }
            for (RegisteringNode node : nodes) {
                deliver(node, from);
            }
            from = entries.size();
        }
    }

    int size() {
        return entries.size();
    }

    BindingChange last() {
        return entries.getLast();
    }
}
