package io.countersign.rest;

import io.countersign.embedded.EmbeddedKafka;
import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicProvisioner;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** A real broker with every topic, and a producer to it. */
public final class TestBroker implements AutoCloseable {
    private final EmbeddedKafka kafka;
    private final KafkaSettings settings;
    private final KafkaProducer<String, @Nullable SpecificRecord> producer;
    private boolean running = true;

    private TestBroker(EmbeddedKafka kafka) {
        this.kafka = kafka;
        this.settings = new KafkaSettings(kafka.bootstrapServers(), 4, (short) 1);
        TopicProvisioner.provision(settings, Topics.all(), Duration.ofSeconds(30));
        create(Topics.authTable(1));
        this.producer = new KafkaProducer<>(settings.producer("test"), new StringSerializer(), new AvroSerializer<>());
    }

    public static TestBroker start(Path folder) {
        return new TestBroker(EmbeddedKafka.start(folder, 0));
    }

    public KafkaSettings settings() {
        return settings;
    }

    public void create(Topic topic) {
        TopicProvisioner.provision(settings, List.of(topic), Duration.ofSeconds(30));
    }

    /** Sends to partition 0; a null value is a tombstone. */
    public RecordMetadata send(Topic topic, String key, @Nullable SpecificRecord value) {
        try {
            return producer.send(new ProducerRecord<>(topic.name(), 0, key, value)).get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("not sent", e);
        }
    }

    /** The broker goes away. */
    public void stop() {
        if (running) {
            running = false;
            producer.close(Duration.ofSeconds(5));
            kafka.close();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
