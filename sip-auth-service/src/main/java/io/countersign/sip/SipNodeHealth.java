package io.countersign.sip;

import io.countersign.kafka.TopicTail;
import java.time.Instant;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the node gives true answers, and what is wrong when not. */
final class SipNodeHealth implements HealthIndicator {
    private final SipNode node;

    SipNodeHealth(SipNode node) {
        this.node = node;
    }

    @Override
    public Health health() {
        Health.Builder health = node.accounts()
                .problem()
                .map(problem -> Health.down().withDetail("problem", problem))
                .orElseGet(Health::up);
        node.listeners().tls().ifPresent(tls -> health.withDetail("listeningTls", tls.localAddress().toString()));
        node.certificates().ifPresent(certificates -> health.withDetail("certificates", certificates.size())
                .withDetail("unusableCertificates", certificates.unusable())
                .withDetail("certificateExpirySeconds", certificates.untilExpiry(Instant.now()).toSeconds()));
        return health.withDetail("accounts", node.accounts().size())
                .withDetail("waitingForSecret", node.accounts().incomplete())
                .withDetail("unopenableSecrets", node.accounts().unopenable())
                .withDetail("tableAgeSeconds", node.accounts().tableAgeSeconds())
                .withDetail("lockoutsFollowed", isFollowed(node.lockoutTail()))
                .withDetail("usageFollowed", isFollowed(node.usage().tail()))
                .withDetail("listening", node.localAddress().toString())
                .build();
    }

    private static boolean isFollowed(TopicTail<?> tail) {
        return tail.isLoaded() && tail.failure().isEmpty();
    }
}
