package io.countersign.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Looked at behind all others: the time in which a peer has to refresh its registration is that of their tests. */
@ExtendWith(SharedCountersign.class)
@Order(SharedCountersign.LAST + 2)
class StayingPeersIT {
    /** They register for a minute. */
    private static final Duration REFRESHED_WITHIN = Duration.ofSeconds(75);

    @ParameterizedTest
    @EnumSource
    void aPeerIsRegisteredAndStaysSo(StayingPeers.Kind kind, StayingPeers peers) {
        kind.assumeInstalled();

        await().atMost(REFRESHED_WITHIN).untilAsserted(
                () -> assertThat(peers.registrations(kind)).as(() -> peers.output(kind)).isGreaterThanOrEqualTo(2));

        // Long after the first registration was due to be listed; what has expired isn't.
        assertThat(peers.bindings(kind)).as(() -> peers.output(kind)).isNotEmpty().allSatisfy(binding -> {
            assertThat(binding.get("username").asString()).isEqualTo(StayingPeers.USER);
            assertThat(binding.get("transport").asString()).isEqualTo(kind.transport());
            assertThat(binding.get("user_agent").asString()).containsIgnoringCase(kind.userAgent());
        });
    }
}
