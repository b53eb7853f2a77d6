package io.countersign.bench.command;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.countersign.bench.command.PlainRows.NewCredential;
import io.countersign.bench.plain.PlainHttp;
import io.countersign.embedded.EmbeddedPostgresql;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * The lower bound that commands are compared with: WebFlux on reactor-netty, a virtual thread a request behind a
 * semaphore, HikariCP, PostgreSQL with the same durable settings, and {@link PlainRows}. As a process of its own:
 * {@code PlainServer <data folder> <pool size>}; ends when its stdin does or on SIGTERM, and its PostgreSQL with it.
 */
public final class PlainServer {
    private static final String PATH = "/v1/account/{account}/trunks/{trunk}/credentials";

    /** As in command-service: two connections of the pool stay free for what isn't a command. */
    private static final int SPARE_CONNECTIONS = 2;

    private final PlainRows rows;
    private final Semaphore permits;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private PlainServer(PlainRows rows, int poolSize) {
        this.rows = rows;
        this.permits = new Semaphore(poolSize - SPARE_CONNECTIONS, true);
    }

    /** Serves until stdin ends. */
    public static void main(String[] args) throws Exception {
        if (args.length != 2) {
            System.err.println("usage: PlainServer <data folder> <pool size>");
            System.exit(2);
        }
        int poolSize = Integer.parseInt(args[1]);
        EmbeddedPostgresql postgresql = EmbeddedPostgresql.start(Path.of(args[0]), 0);
        Runtime.getRuntime().addShutdownHook(new Thread(postgresql::close, "postgresql-stop"));
        HikariConfig settings = PlainHttp.pool(postgresql, poolSize);
        settings.setAutoCommit(false);
        HikariDataSource pool = new HikariDataSource(settings);
        PlainRows rows = new PlainRows(pool);
        rows.createTables();
        PlainServer plain = new PlainServer(rows, poolSize);
        PlainHttp.serve(RouterFunctions.route().POST(PATH, plain::create).build());
        pool.close();
        System.exit(0);
    }

    private Mono<ServerResponse> create(ServerRequest request) {
        String account = request.pathVariable("account");
        String trunk = request.pathVariable("trunk");
        String idempotencyKey = List.copyOf(request.headers().header("Idempotency-Key")).getFirst();
        return request.bodyToMono(Body.class)
                .flatMap(body -> Mono.fromFuture(store(account, trunk, body.username(), idempotencyKey)))
                .flatMap(answer -> ServerResponse.created(URI.create(request.path() + "/" + answer.get("id"))).bodyValue(answer));
    }

    private CompletableFuture<Map<String, String>> store(String account, String trunk, String username, String idempotencyKey) {
        return CompletableFuture.supplyAsync(
                () -> {
                    String credential = "cred_" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong(), 12);
                    Map<String, String> answer = Map.of(
                            "id", credential, "trunk_id", trunk, "username", username, "created_at", Instant.now().toString());
                    permits.acquireUninterruptibly();
                    try {
                        rows.insert(new NewCredential(account, trunk, credential, username, idempotencyKey, answer.toString()));
                    } catch (SQLException e) {
                        throw new IllegalStateException("the rows can't be inserted", e);
                    } finally {
                        permits.release();
                    }
                    return answer;
                },
                threads);
    }

    /** The request's body. */
    record Body(String username, String password) {}
}
