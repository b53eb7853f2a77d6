package io.countersign.sip.registrar;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which credentials have bindings on which open connection, and until when. Bounded by the open connections times the
 * credentials that were proved on each; a connection that closes takes its part along. Safe for use by several threads.
 */
final class StreamFlows {
    private final Map<Long, Map<String, Long>> endsByConnection = new ConcurrentHashMap<>();

    /** @param endsAtSecond when the credential's last binding on that connection ends; 0 when it has none */
    void bound(long connectionId, String credential, long endsAtSecond) {
        Map<String, Long> ends = endsByConnection.get(connectionId);
        if (endsAtSecond > 0) {
            if (ends == null) {
                ends = endsByConnection.computeIfAbsent(connectionId, connection -> new ConcurrentHashMap<>(1));
            }
            ends.put(credential, endsAtSecond);
        } else if (ends != null) {
            ends.remove(credential);
        }
    }

    /** Seconds until the last binding on that connection ends; 0 when it has none. */
    long restSeconds(long connectionId, long nowSecond) {
        Map<String, Long> ends = endsByConnection.get(connectionId);
        if (ends == null) {
            return 0;
        }
        ends.values().removeIf(end -> end <= nowSecond);
        long rest = 0;
        for (long end : ends.values()) {
            rest = Math.max(rest, end - nowSecond);
        }
        return rest;
    }

    /** Forgets a connection; the credentials that had bindings on it. */
    Set<String> close(long connectionId) {
        Map<String, Long> ends = endsByConnection.remove(connectionId);
        return ends == null ? Set.of() : ends.keySet();
    }

    /** Connections that have bindings. */
    int size() {
        return endsByConnection.size();
    }
}
