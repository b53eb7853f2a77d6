package io.countersign.sip.report;

import io.countersign.schemas.usage.AuthUsage;
import io.countersign.schemas.usage.LastFailed;
import io.countersign.schemas.usage.LastUsed;
import io.countersign.schemas.usage.UsedFrom;
import io.countersign.sip.lockout.SourcePrefix;
import io.countersign.sip.message.Transport;
import io.countersign.sip.usage.Usage;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** The use of credentials in its form on Kafka. */
final class UsageRows {
    private UsageRows() {}

    static AuthUsage row(Usage usage, String node) {
        return AuthUsage.newBuilder()
                .setAccountId(usage.accountId())
                .setTrunkId(usage.trunkId())
                .setLastUsed(usage.lastUsed()
                        .map(used -> new LastUsed(
                                Instant.ofEpochSecond(used.atSecond()),
                                used.sourceIp(),
                                used.transport().name().toLowerCase(Locale.ROOT),
                                used.algorithm(),
                                used.userAgent().orElse(null)))
                        .orElse(null))
                .setLastFailed(usage.lastFailed()
                        .map(failed -> new LastFailed(Instant.ofEpochSecond(failed.atSecond()), failed.reason(), failed.sourceIp()))
                        .orElse(null))
                .setSources(usage.from().stream()
                        .map(from -> new UsedFrom(SourcePrefix.text(from.prefix()), Instant.ofEpochSecond(from.atSecond())))
                        .toList())
                .setNode(node)
                .build();
    }

    static Usage usage(String credentialId, AuthUsage row) {
        return new Usage(
                row.getAccountId(),
                row.getTrunkId(),
                credentialId,
                Optional.ofNullable(row.getLastUsed()).map(used -> new Usage.Success(
                        used.getAt().getEpochSecond(),
                        used.getSourceIp(),
                        Transport.valueOf(used.getTransport().toUpperCase(Locale.ROOT)),
                        used.getAlgorithm(),
                        Optional.ofNullable(used.getUserAgent()))),
                Optional.ofNullable(row.getLastFailed())
                        .map(failed -> new Usage.Failure(failed.getAt().getEpochSecond(), failed.getReason(), failed.getSourceIp())),
                row.getSources().stream()
                        .map(from -> new Usage.From(SourcePrefix.parse(from.getSource()), from.getAt().getEpochSecond()))
                        .toList());
    }
}
