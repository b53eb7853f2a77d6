package io.countersign.query.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.kafka.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Health is public: it shows kinds, never a message, which may hold an id or an address. */
class StreamsHealthTest {
    private static final String MESSAGE = "event 7 of trunk_1 at 192.0.2.7";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final StreamsApplication application = new StreamsApplication("auth");

    @Test
    void showsTheKindOfWhatStoppedAnApplication() {
        application.onFault(new RuntimeException("outer", new IllegalStateException(MESSAGE)));

        Health health = Objects.requireNonNull(new StreamsHealth(streams()).health());

        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails()).containsEntry("auth", "NOT_STARTED: IllegalStateException");
    }

    @ParameterizedTest
    @MethodSource
    void whatPassesGetsANewThread(Throwable passing) {
        assertThat(application.onFault(passing)).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
        assertThat(application.status()).isEqualTo("NOT_STARTED");
    }

    static Stream<Throwable> whatPassesGetsANewThread() {
        return Stream.of(
                new StreamsException(new TimeoutException()),
                new MissingSourceTopicException("not known yet"),
                new StreamsException(new InvalidTxnStateException("ended by the broker")),
                new StreamsException(new ProducerFencedException("another instance took over")),
                new StreamsException(new FencedInstanceIdException("the broker's disk was full")),
                new StreamsException(new UnknownServerException("an error of the broker's own")),
                new StreamsException(new KafkaException("Unhandled error in EndTxnResponse")));
    }

    @ParameterizedTest
    @MethodSource
    void whatWouldComeAgainStopsTheApplication(Throwable lasting) {
        assertThat(application.onFault(lasting)).isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
        assertThat(application.status()).startsWith("NOT_STARTED: ");
    }

    static Stream<Throwable> whatWouldComeAgainStopsTheApplication() {
        return Stream.of(
                new StreamsException("can't be read"),
                new StreamsException(new SerializationException("an unknown schema")),
                new StreamsException(new RecordTooLargeException("a row")),
                new StreamsException(new TopicAuthorizationException("no right to read")),
                new StreamsException(new IllegalStateException("a bug")),
                new ProcessorStateException("no room on the disk"));
    }

    @Test
    void showsTheKindOfWhatKeepsFromStarting() {
        QueryStreams streams = streams();
        streams.start();
        try {
            await().atMost(Duration.ofSeconds(5)).until(() -> streams.trouble().isPresent());
            Health health = Objects.requireNonNull(new StreamsHealth(streams).health());

            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails()).containsEntry("trouble", "IllegalArgumentException");
            assertThat(health.getDetails().toString()).doesNotContain("trunk_1");
        } finally {
            streams.stop();
        }
    }

    private QueryStreams streams() {
        return new QueryStreams(
                new KafkaSettings("localhost:1", 4, (short) 1), TestInstance.in(folder), List.of(application), () -> {
                    throw new IllegalArgumentException(MESSAGE);
                });
    }
}
