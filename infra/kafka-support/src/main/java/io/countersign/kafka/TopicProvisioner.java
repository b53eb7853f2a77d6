package io.countersign.kafka;

import io.countersign.schemas.Topic;
import io.countersign.schemas.Topic.Placement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Brings the topics of the catalogue about and checks the real ones: every service does it at start, in any order and at
 * the same time.
 */
public final class TopicProvisioner {
    private static final String EVERY_RECORD = "1";

    private final Admin admin;
    private final KafkaSettings settings;
    private final long deadlineNanos;

    private TopicProvisioner(Admin admin, KafkaSettings settings, Duration timeout) {
        this.admin = admin;
        this.settings = settings;
        this.deadlineNanos = System.nanoTime() + timeout.toNanos();
    }

    /**
     * Creates what is missing, then compares partitions and settings of what is there.
     *
     * @return the verdict on the topics of facts, secrets and position
     * @throws TopicMismatchException when a topic is other than the catalogue says
     * @throws IllegalStateException when Kafka doesn't answer in time
     */
    public static Durability provision(KafkaSettings settings, List<Topic> topics, Duration timeout) {
        try (Admin admin = Admin.create(settings.admin("countersign-topics"))) {
            TopicProvisioner provisioner = new TopicProvisioner(admin, settings, timeout);
            provisioner.create(topics);
            return provisioner.check(topics);
        }
    }

    private void create(List<Topic> topics) {
        Map<String, TopicDescription> existing = describe(names(topics));
        List<NewTopic> missing = topics.stream()
                .filter(topic -> !existing.containsKey(topic.name()))
                .map(this::newTopic)
                .toList();
        for (KafkaFuture<Void> creation : admin.createTopics(missing).values().values()) {
            try {
                await(creation);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) { // another service was first
                    throw new IllegalStateException("a topic can't be created: " + e.getMessage(), e);
                }
            }
        }
    }

    private NewTopic newTopic(Topic topic) {
        Map<String, String> configuration = new HashMap<>(topic.retention().configuration());
        configuration.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(minInSyncReplicas()));
        if (topic.flushEachRecord() && settings.replicationFactor() == 1) {
            configuration.put(TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG, EVERY_RECORD);
        }
        return new NewTopic(topic.name(), partitions(topic), settings.replicationFactor()).configs(configuration);
    }

    /** A majority of the replicas: 2 of 3, 1 of 1. */
    private int minInSyncReplicas() {
        return settings.replicationFactor() / 2 + 1;
    }

    private int partitions(Topic topic) {
        return topic.placement() == Placement.SINGLE ? 1 : settings.partitions();
    }

    private Durability check(List<Topic> topics) {
        Map<String, TopicDescription> descriptions = awaitAllDescribed(topics);
        Map<String, Config> configurations = configurations(names(topics));
        List<String> differences = new ArrayList<>();
        List<String> losses = new ArrayList<>();
        for (Topic topic : topics) {
            TopicDescription description = descriptions.get(topic.name());
            Config configuration = configurations.get(topic.name());
            if (description == null || configuration == null) {
                differences.add(topic.name() + " is missing");
                continue;
            }
            compare(topic, description, configuration, differences);
            if (topic.flushEachRecord()) {
                lossOf(topic, description, configuration, losses);
            }
        }
        if (!differences.isEmpty()) {
            throw new TopicMismatchException(differences);
        }
        return losses.isEmpty()
                ? new Durability(true, "every topic of facts has enough in-sync replicas, or flushes each record")
                : new Durability(false, String.join("; ", losses));
    }

    private void compare(Topic topic, TopicDescription description, Config configuration, List<String> differences) {
        int partitions = description.partitions().size();
        if (partitions != partitions(topic)) {
            differences.add(topic.name() + " has " + partitions + " partitions (expected: " + partitions(topic) + ")");
        }
        topic.retention().configuration().forEach((name, expected) -> {
            String actual = value(configuration, name);
            if (!actual.equals(expected)) {
                differences.add(topic.name() + " has " + name + "=" + actual + " (expected: " + expected + ")");
            }
        });
    }

    /** On KRaft a topic of one replica takes acks=all whatever min.insync.replicas says: so look at both. */
    private static void lossOf(Topic topic, TopicDescription description, Config configuration, List<String> losses) {
        int replicas = description.partitions().getFirst().replicas().size();
        boolean flushed = value(configuration, TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG).equals(EVERY_RECORD);
        int inSync = Integer.parseInt(value(configuration, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG));
        if (!flushed && (replicas < 2 || inSync < 2)) {
            losses.add(topic.name() + " has " + replicas + " replicas, min.insync.replicas=" + inSync
                    + " and doesn't flush each record (expected: 2 in sync, or flush.messages=1)");
        }
    }

    private static String value(Config configuration, String name) {
        return configuration.get(name) == null ? "" : configuration.get(name).value();
    }

    /** A topic just created is not known to every broker at once. */
    private Map<String, TopicDescription> awaitAllDescribed(List<Topic> topics) {
        Collection<String> names = names(topics);
        Map<String, TopicDescription> found = describe(names);
        while (found.size() < names.size() && System.nanoTime() < deadlineNanos) {
            found = describe(names);
        }
        return found;
    }

    private Map<String, TopicDescription> describe(Collection<String> names) {
        Map<String, TopicDescription> found = new HashMap<>();
        admin.describeTopics(names).topicNameValues().forEach((name, future) -> {
            try {
                found.put(name, await(future));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw new IllegalStateException(name + " can't be described: " + e.getMessage(), e);
                }
            }
        });
        return found;
    }

    private Map<String, Config> configurations(Collection<String> names) {
        List<ConfigResource> resources =
                names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
        try {
            return await(admin.describeConfigs(resources).all()).entrySet().stream()
                    .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
        } catch (ExecutionException e) {
            throw new IllegalStateException("topic settings can't be read: " + e.getMessage(), e);
        }
    }

    private <T> T await(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get(Math.max(1, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "Kafka at " + settings.bootstrapServers() + " doesn't answer (expected: a broker, see countersign.kafka.bootstrap-servers)",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Kafka", e);
        }
    }

    private static List<String> names(List<Topic> topics) {
        return topics.stream().map(Topic::name).toList();
    }
}
