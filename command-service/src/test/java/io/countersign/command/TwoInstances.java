package io.countersign.command;

import static org.awaitility.Awaitility.await;

import io.countersign.embedded.EmbeddedKafka;
import io.countersign.kafka.KafkaSettings;
import io.countersign.keysets.MasterKeyset;
import io.countersign.keysets.TokenKeyset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;

/**
 * Two instances of the real service in this JVM, on one PostgreSQL and one broker, without query- and sip-auth-service.
 * All integration tests that ask for it as a parameter (see {@link Shared}) share it: each makes accounts of its own.
 */
final class TwoInstances implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path folder;
    private final EmbeddedKafka broker;
    private final TestServers.Database database = TestServers.newDatabase();
    private final ConfigurableApplicationContext firstContext;
    private final ConfigurableApplicationContext secondContext;
    /** Closed with the others: they share Reactor's threads, which end with the first. */
    private final List<ConfigurableApplicationContext> startedLater = new ArrayList<>();

    final TestClient one;
    final TestClient two;

    private TwoInstances(Path folder) {
        this.folder = folder;
        this.broker = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        MasterKeyset.loadOrCreate(folder.resolve("master.keyset"));
        TokenKeyset.loadOrCreate(folder.resolve("token.keyset"));
        this.firstContext = start("one");
        this.secondContext = start("two");
        this.one = client(firstContext);
        this.two = client(secondContext);
        await().atMost(PATIENCE).until(() -> one.isReady() && two.isReady());
    }

    private static TwoInstances start() {
        try {
            return new TwoInstances(Files.createTempDirectory("countersign-two-instances"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One more, ready. */
    TestClient startAnother(String node) {
        ConfigurableApplicationContext context = start(node);
        startedLater.add(context);
        TestClient client = client(context);
        await().atMost(PATIENCE).until(client::isReady);
        return client;
    }

    /** A bean of the first instance. */
    <T> T beanOfOne(Class<T> type) {
        return firstContext.getBean(type);
    }

    /** The one of this name, where there are several. */
    <T> T beanOfOne(String name, Class<T> type) {
        return firstContext.getBean(name, type);
    }

    /** A bean of the second instance. */
    <T> T beanOfTwo(Class<T> type) {
        return secondContext.getBean(type);
    }

    JdbcClient jdbc() {
        return beanOfOne(JdbcClient.class);
    }

    long count(String sql) {
        return jdbc().sql(sql).query(Long.class).single();
    }

    KafkaSettings kafka() {
        return beanOfOne(KafkaSettings.class);
    }

    TestServers.Database database() {
        return database;
    }

    @Override
    public void close() throws IOException {
        firstContext.close();
        secondContext.close();
        startedLater.forEach(ConfigurableApplicationContext::close);
        broker.close();
        FileSystemUtils.deleteRecursively(folder);
    }

    private ConfigurableApplicationContext start(String node) {
        return new SpringApplicationBuilder(CommandServiceApplication.class)
                .properties("spring.config.name=command-service")
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--countersign.node=" + node,
                        "--countersign.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                        "--countersign.kafka.partitions=4",
                        "--countersign.kafka.replication-factor=1",
                        "--countersign.postgres.url=" + database.url(),
                        "--countersign.postgres.username=" + database.username(),
                        "--countersign.postgres.password=" + database.password(),
                        "--countersign.master-key-file=" + folder.resolve("master.keyset"),
                        "--countersign.token-key-file=" + folder.resolve("token.keyset"),
                        "--countersign.operator-key=" + TestClient.OPERATOR);
    }

    private static TestClient client(ConfigurableApplicationContext context) {
        return new TestClient(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    /** Gives the one pair of the test run, started with its first use and closed at its end. */
    static final class Shared implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType().equals(TwoInstances.class);
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(TwoInstances.class, _ -> TwoInstances.start(), TwoInstances.class);
        }
    }
}
