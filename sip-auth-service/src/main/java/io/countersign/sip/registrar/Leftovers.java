package io.countersign.sip.registrar;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bindings of other nodes whose time is over without a word of their node: it may be gone for good. After a while any node says
 * that they have ended, each node after another while, so that mostly one does. Bounded by what the topic holds. Safe for use
 * by several threads.
 */
final class Leftovers {
    private static final long WAIT_SECONDS = 60;
    private static final int SPREAD_SECONDS = 60;

    private final Map<String, Binding> byKey = new ConcurrentHashMap<>();
    private final long waitSeconds;

    Leftovers(Incarnation self) {
        this.waitSeconds = WAIT_SECONDS + Math.floorMod(self.hashCode(), SPREAD_SECONDS);
    }

    /** One that has expired and was dropped. */
    void add(Binding expired) {
        byKey.put(expired.key, expired);
    }

    /** Something was told of it after all. */
    void remove(String key) {
        byKey.remove(key);
    }

    /** Lets those be told that waited long enough. */
    void tellDue(UnsentBindings unsent, long nowSecond) {
        byKey.values().forEach(binding -> {
            if (binding.expiresAtSecond + waitSeconds <= nowSecond && byKey.remove(binding.key, binding)) {
                binding.owner.tellEnded(binding, unsent);
            }
        });
    }

    int size() {
        return byKey.size();
    }
}
