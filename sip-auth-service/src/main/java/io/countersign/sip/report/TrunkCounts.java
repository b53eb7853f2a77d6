package io.countersign.sip.report;

import io.countersign.sip.decision.FailureReason;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What one worker counted of one trunk in one second. Owned by its {@link FailureCounter} until it is taken. */
final class TrunkCounts {
    final NameCounts usernames = new NameCounts();
    final NameCounts sources = new NameCounts();
    private final Optional<String> accountId;
    /** Numbers that can be raised without making another. */
    private final Map<FailureReason, AtomicLong> byReason = new EnumMap<>(FailureReason.class);

    /** @param accountId empty where there is no such trunk */
    TrunkCounts(Optional<String> accountId) {
        this.accountId = accountId;
    }

    void add(FailureReason reason) {
        byReason.computeIfAbsent(reason, first -> new AtomicLong()).incrementAndGet();
    }

    Optional<String> accountId() {
        return accountId;
    }

    /** By code, without those that did not occur. */
    Map<String, Long> byReason() {
        Map<String, Long> counts = new HashMap<>();
        byReason.forEach((reason, count) -> counts.put(reason.code(), count.get()));
        return counts;
    }
}
