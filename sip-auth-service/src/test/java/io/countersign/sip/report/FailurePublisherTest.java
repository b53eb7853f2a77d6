package io.countersign.sip.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.kafka.KafkaSettings;
import io.countersign.sip.decision.FailureReason;
import io.countersign.sip.decision.FailureSample;
import io.countersign.sip.message.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailurePublisherTest {
    private static final int TOO_MANY = 1_000;
    private static final FailureSample SAMPLE = new FailureSample(
            Instant.EPOCH, FailureReason.WRONG_PASSWORD, Optional.empty(), Optional.empty(), "pbx", "REGISTER", "127.0.0.1", 5060,
            Transport.UDP, Optional.empty(), "call", Optional.empty(), Optional.empty());

    @Test
    void whatFindsNoRoomWhileKafkaIsSilentIsDroppedAndCounted() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FailurePublisher publisher =
                    FailurePublisher.start(new KafkaSettings("127.0.0.1:" + silent.getLocalPort(), 1, (short) 1), "node");
            int published = FailurePublisher.QUEUED_SAMPLES + TOO_MANY;
            for (int i = 0; i < published; i++) {
                publisher.publish(SAMPLE);
            }

            // one is in the publishing thread's hands, if it was quick enough
            assertThat(publisher.dropped()).isBetween(TOO_MANY - 1L, (long) TOO_MANY);
            assertThat(publisher.queued()).isGreaterThanOrEqualTo(FailurePublisher.QUEUED_SAMPLES - 1);

            assertThat(publisher.sent()).isZero();
            publisher.close();
        }
    }
}
