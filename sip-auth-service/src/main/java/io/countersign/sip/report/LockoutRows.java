package io.countersign.sip.report;

import io.countersign.schemas.lockout.LockoutRow;
import io.countersign.sip.lockout.Attempt;
import io.countersign.sip.lockout.Lockout;
import io.countersign.sip.lockout.SourcePrefix;
import java.time.Instant;
import java.util.Optional;

/** Lock-outs in their form on Kafka. */
final class LockoutRows {
    private LockoutRows() {}

    static LockoutRow row(Lockout lockout, String node) {
        return LockoutRow.newBuilder()
                .setId(lockout.id())
                .setAccountId(lockout.accountId().orElse(null))
                .setTrunkId(lockout.trunkId().orElse(null))
                .setSipDomain(lockout.attempt().map(Attempt::sipDomain).orElse(null))
                .setUsername(lockout.attempt().map(Attempt::username).orElse(null))
                .setSource(SourcePrefix.text(lockout.prefix()))
                .setReason(lockout.reason())
                .setFailures(lockout.counted())
                .setRound(lockout.round())
                .setSince(Instant.ofEpochSecond(lockout.sinceSecond()))
                .setUntil(Instant.ofEpochSecond(lockout.untilSecond()))
                .setNode(node)
                .build();
    }

    static Lockout lockout(String key, LockoutRow row) {
        return new Lockout(
                row.getId(),
                key,
                Optional.ofNullable(row.getAccountId()),
                Optional.ofNullable(row.getTrunkId()),
                Optional.ofNullable(row.getSipDomain())
                        .map(domain -> new Attempt(domain, Optional.ofNullable(row.getUsername()).orElse(""))),
                SourcePrefix.parse(row.getSource()),
                row.getReason(),
                row.getFailures(),
                row.getRound(),
                row.getSince().getEpochSecond(),
                row.getUntil().getEpochSecond());
    }
}
