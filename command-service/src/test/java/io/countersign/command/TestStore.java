package io.countersign.command;

import io.countersign.command.aggregate.AggregateConfiguration;
import io.countersign.command.aggregate.AggregateGateway;
import io.countersign.command.aggregate.Cause;
import io.countersign.command.aggregate.CommandOutcome;
import io.countersign.command.aggregate.CommitListener;
import io.countersign.command.execution.CommandExecutor;
import io.countersign.command.secret.Password;
import io.countersign.command.secret.Secrets;
import io.countersign.command.trunk.Trunk;
import io.countersign.command.trunk.TrunkCommand;
import io.countersign.command.trunk.TrunkCommand.CreateCredential;
import io.countersign.command.trunk.TrunkCommand.DeleteCredential;
import io.countersign.kafka.KafkaSettings;
import io.countersign.keysets.MasterKeyset;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An instance of the writing half, on a real database, with the production beans: as many as wanted side by side. */
public final class TestStore implements AutoCloseable {
    public static final Cause CAUSE = new Cause(Optional.empty(), "operator", Optional.of("192.0.2.1"), Optional.of("test"), Optional.empty());

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    public TestStore(TestServers.Database database, Path folder, CommitListener commits) {
        Path keyset = folder.resolve("master.keyset");
        MasterKeyset.loadOrCreate(keyset);
        CommandSettings settings = new CommandSettings(
                "test",
                new KafkaSettings("unused:1", 4, (short) 1),
                new CommandSettings.Postgres(database.url(), database.username(), database.password(), 10),
                keyset,
                new CommandSettings.Sip("sip.localhost"));
        context.registerBean(CommandSettings.class, () -> settings);
        context.registerBean(MeterRegistry.class, () -> new SimpleMeterRegistry());
        context.registerBean(CommitListener.class, () -> commits);
        context.register(StoreConfiguration.class, AggregateConfiguration.class);
        context.refresh();
    }

    /** Sends a command as the controllers do, with the secret that belongs to it. */
    public CompletableFuture<CommandOutcome<Trunk>> send(TrunkCommand command) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return bean(CommandExecutor.class).submit(command.trunk().text(), () -> {
            CommandOutcome<Trunk> outcome = bean(AggregateGateway.class).send(command, CAUSE, now);
            if (outcome instanceof CommandOutcome.Done<Trunk> done) {
                keepSecret(command, (Trunk.Open) done.state());
            }
            return outcome;
        });
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public JdbcClient jdbc() {
        return bean(JdbcClient.class);
    }

    public DataSource dataSource() {
        return bean(DataSource.class);
    }

    @Override
    public void close() {
        context.close();
    }

    private void keepSecret(TrunkCommand command, Trunk.Open trunk) {
        Secrets secrets = bean(Secrets.class);
        if (command instanceof CreateCredential create) {
            Password password = Password.of("a-password-of-the-test");
            byte[] sealed = secrets.seal(
                    trunk.account(), trunk.id(), create.credential(), create.username(), trunk.domain(), password);
            secrets.insert(trunk.id(), create.credential(), sealed);
        }
        if (command instanceof DeleteCredential delete) {
            secrets.delete(delete.credential());
        }
    }
}
