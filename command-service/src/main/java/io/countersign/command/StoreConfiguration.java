package io.countersign.command;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.countersign.command.execution.CommandExecutor;
import io.countersign.command.execution.WriteTransaction;
import io.countersign.command.idempotency.IdempotentAnswers;
import io.countersign.command.idempotency.RequestMacs;
import io.countersign.command.secret.ApiKeyHashes;
import io.countersign.command.secret.Secrets;
import io.countersign.keysets.MasterKeyset;
import io.micrometer.core.instrument.MeterRegistry;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** PostgreSQL: schema, pool, transactions, and what is kept beside the events. */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {
    private static final String SCHEMA = "command";
    private static final long CONNECTION_TIMEOUT_MS = 3_000;
    /**
     * PostgreSQL itself ends a transaction that is longer, whatever became of us; and one that hears nothing from us, as when we
     * are stopped: the relay, at whichever instance, sends nothing that came after a transaction which is still open.
     */
    private static final String SESSION_SETTINGS =
            "-c transaction_timeout=5000 -c idle_in_transaction_session_timeout=1200 -c synchronous_commit=on";
    /** Longer than any transaction: PostgreSQL is stopped or cut off, whoever waits for it gets to know. */
    private static final String SOCKET_TIMEOUT_SECONDS = "8";
    /** PostgreSQL may start later than the service, or be restarted meanwhile: as long as the service waits for Kafka. */
    private static final int CONNECT_RETRIES = 60;
    private static final int CONNECT_RETRY_SECONDS = 1;
    /** Connections that no command takes: the relay reads with one, health looks with another. */
    private static final int RESERVED_CONNECTIONS = 2;

    /** The pool, on a schema that is as this build wants it. */
    @Bean(destroyMethod = "close")
    HikariDataSource dataSource(CommandSettings settings) {
        CommandSettings.Postgres postgres = settings.postgres();
        Flyway.configure()
                .dataSource(postgres.url(), postgres.username(), postgres.password())
                .schemas(SCHEMA)
                .locations("classpath:db/command")
                .connectRetries(CONNECT_RETRIES)
                .connectRetriesInterval(CONNECT_RETRY_SECONDS)
                .load()
                .migrate();
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("command-service");
        pool.setJdbcUrl(postgres.url());
        pool.setUsername(postgres.username());
        pool.setPassword(postgres.password());
        pool.setMaximumPoolSize(postgres.poolSize());
        pool.setMinimumIdle(postgres.poolSize());
        pool.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
        pool.setInitializationFailTimeout(CONNECTION_TIMEOUT_MS);
        pool.addDataSourceProperty("options", SESSION_SETTINGS);
        pool.addDataSourceProperty("ApplicationName", "countersign-command");
        pool.addDataSourceProperty("socketTimeout", SOCKET_TIMEOUT_SECONDS);
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        return new HikariDataSource(pool);
    }

    @Bean
    JdbcOperations jdbcOperations(DataSource dataSource) {
        return new JdbcTemplate(dataSource);
    }

    @Bean
    JdbcClient jdbcClient(JdbcOperations statements) {
        return JdbcClient.create(statements);
    }

    @Bean
    HealthIndicator dbHealthIndicator(JdbcClient jdbc) {
        return new StoreHealth(jdbc);
    }

    @Bean
    TransactionTemplate transactionTemplate(DataSource dataSource) {
        return new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    @Bean
    CommandExecutor commandExecutor(TransactionTemplate transactions, CommandSettings settings, MeterRegistry meters) {
        CommandExecutor executor = new CommandExecutor(transactions, settings.postgres().poolSize() - RESERVED_CONNECTIONS);
        meters.gauge("countersign.commands.inside", executor, CommandExecutor::inside);
        return executor;
    }

    @Bean
    MasterKeyset masterKeyset(CommandSettings settings) {
        if (settings.masterKeyFile() == null) {
            throw new IllegalStateException("countersign.master-key-file is missing (expected: a file)");
        }
        return MasterKeyset.load(settings.masterKeyFile());
    }

    @Bean
    Secrets secrets(JdbcClient jdbc, MasterKeyset keyset) {
        return new Secrets(jdbc, keyset);
    }

    @Bean
    ApiKeyHashes apiKeyHashes(JdbcClient jdbc) {
        return new ApiKeyHashes(jdbc);
    }

    @Bean
    IdempotentAnswers idempotentAnswers(JdbcOperations statements, MasterKeyset keyset) {
        return new IdempotentAnswers(statements, keyset);
    }

    @Bean
    RequestMacs requestMacs(MasterKeyset keyset) {
        return new RequestMacs(keyset);
    }

    @Bean
    ExpirySweep sweep(IdempotentAnswers answers) {
        return ExpirySweep.start(answers);
    }

    @Bean
    WriteTransaction writes(CommandExecutor executor, IdempotentAnswers answers) {
        return new WriteTransaction(executor, answers);
    }
}
