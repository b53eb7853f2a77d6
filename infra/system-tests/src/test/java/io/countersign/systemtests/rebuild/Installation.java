package io.countersign.systemtests.rebuild;

import static org.awaitility.Awaitility.await;

import io.countersign.embedded.EmbeddedKafka;
import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicProvisioner;
import io.countersign.keysets.MasterKeyset;
import io.countersign.keysets.TokenKeyset;
import io.countersign.rest.propagation.Propagation;
import io.countersign.rest.propagation.PropagationTails;
import io.countersign.schemas.Topics;
import io.countersign.sip.SipAuthServiceApplication;
import io.countersign.sip.SipNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A broker with facts in it, two query-services as processes, two SIP nodes in this one; receipts as command-service makes them. */
record Installation(
        EmbeddedKafka broker,
        KafkaSettings kafka,
        Admin admin,
        FactWriter facts,
        List<QueryService> queries,
        List<ConfigurableApplicationContext> nodes,
        Propagation propagation,
        PropagationTails tails)
        implements AutoCloseable {
    private static final int PARTITIONS = 4;
    private static final int TRUNKS = 8;
    private static final int CREDENTIALS_OF_EACH = 600;
    private static final Duration READY = Duration.ofMinutes(2);

    static Installation start(Path folder) throws IOException {
        EmbeddedKafka broker = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers(), PARTITIONS, (short) 1);
        TopicProvisioner.provision(kafka, Topics.all(), READY);
        MasterKeyset keys = MasterKeyset.loadOrCreate(folder.resolve("master.keyset"));
        TokenKeyset.loadOrCreate(folder.resolve("token.keyset"));
        FactWriter facts = new FactWriter(kafka, keys);
        List<QueryService> queries = List.of(QueryService.in(folder, "query-1", kafka), QueryService.in(folder, "query-2", kafka));
        queries.forEach(query -> query.process().start());
        IntStream.range(0, TRUNKS).forEach(trunk -> facts.trunkWith(CREDENTIALS_OF_EACH));
        List<ConfigurableApplicationContext> nodes = List.of(node(folder, "sip-1", kafka), node(folder, "sip-2", kafka));
        Propagation propagation = new Propagation(Clock.systemUTC());
        PropagationTails tails = PropagationTails.start(propagation, kafka, "test");
        Installation all = new Installation(
                broker, kafka, Admin.create(kafka.admin("test")), facts, queries, nodes, propagation, tails);
        all.awaitReady();
        return all;
    }

    /** Names of the topics, Streams' own too. */
    Set<String> topics() {
        return answer(admin.listTopics().names());
    }

    /** Records that a generation of the auth table was ever given. */
    long rowsWritten(int generation) {
        String topic = Topics.authTable(generation).name();
        if (!topics().contains(topic)) {
            return 0;
        }
        return answer(admin.listOffsets(IntStream.range(0, PARTITIONS)
                                .mapToObj(partition -> new TopicPartition(topic, partition))
                                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest())))
                        .all())
                .values().stream()
                .mapToLong(end -> end.offset())
                .sum();
    }

    List<Integer> sipPorts() {
        return nodes.stream().map(node -> sip(node).localAddress().getPort()).toList();
    }

    /** Returns once every node serves this generation or a later one. */
    void awaitNodes(int generation) {
        await().atMost(READY).until(() -> propagation.membersBefore(generation).isEmpty());
    }

    List<String> problemsOfNodes() {
        return nodes.stream().flatMap(node -> sip(node).accounts().problem().stream()).toList();
    }

    @Override
    public void close() {
        tails.close();
        propagation.close();
        nodes.forEach(ConfigurableApplicationContext::close);
        queries.forEach(query -> query.process().end());
        facts.close();
        admin.close();
        broker.close();
    }

    private void awaitReady() {
        queries.forEach(query -> query.process().awaitReady());
        nodes.forEach(node -> await().atMost(READY).until(() -> sip(node).accounts().size() == facts.live().size()));
        await().atMost(READY).until(() -> propagation.memberNames().size() == nodes.size());
    }

    private static <T> T answer(KafkaFuture<T> asked) {
        try {
            return asked.get(READY.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static SipNode sip(ConfigurableApplicationContext node) {
        return node.getBean(SipNode.class);
    }

    private static ConfigurableApplicationContext node(Path folder, String name, KafkaSettings kafka) {
        return new SpringApplicationBuilder(SipAuthServiceApplication.class)
                .properties(Map.of("spring.config.name", "sip-auth-service"))
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--countersign.node=" + name,
                        "--countersign.master-key-file=" + folder.resolve("master.keyset"),
                        "--countersign.token-key-file=" + folder.resolve("token.keyset"),
                        "--countersign.operator-key=" + UUID.randomUUID(),
                        "--countersign.sip.domain=" + FactWriter.BASE,
                        "--countersign.sip.port=0",
                        "--countersign.lockout.exempt=127.0.0.0/8", // a deleted credential tries again and again
                        "--countersign.unauthenticated.exempt=127.0.0.0/8",
                        "--countersign.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                        "--countersign.kafka.partitions=" + kafka.partitions(),
                        "--countersign.kafka.replication-factor=" + kafka.replicationFactor());
    }
}
