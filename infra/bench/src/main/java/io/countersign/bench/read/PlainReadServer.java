package io.countersign.bench.read;

import com.zaxxer.hikari.HikariDataSource;
import io.countersign.bench.plain.PlainHttp;
import io.countersign.bench.read.PlainAnswers.One;
import io.countersign.bench.read.PlainAnswers.Page;
import io.countersign.embedded.EmbeddedPostgresql;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * What list and get are compared with: the same routes and JSON over {@link PlainTable}, a virtual thread a request; no key is
 * checked and nothing is logged. As a process of its own: {@code PlainReadServer <folder> <pool size> <trunks> <credentials>}.
 */
public final class PlainReadServer {
    /** The start of the line that says how its PostgreSQL is reached: URL, user and password. */
    static final String DATABASE = "database ";

    private static final String LIST = "/v1/account/{account}/trunks/{trunk}/credentials";
    private static final String GET = LIST + "/{credential}";

    private final PlainTable table;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private PlainReadServer(PlainTable table) {
        this.table = table;
    }

    /** Serves until stdin ends. */
    public static void main(String[] args) throws Exception {
        if (args.length != 4) {
            System.err.println("usage: PlainReadServer <folder> <pool size> <trunks> <credentials>");
            System.exit(2);
        }
        EmbeddedPostgresql postgresql = EmbeddedPostgresql.start(Path.of(args[0]), 0);
        Runtime.getRuntime().addShutdownHook(new Thread(postgresql::close, "postgresql-stop"));
        HikariDataSource pool = new HikariDataSource(PlainHttp.pool(postgresql, Integer.parseInt(args[1])));
        PlainTable table = new PlainTable(pool);
        table.fill(new ReadData(Integer.parseInt(args[2]), Integer.parseInt(args[3])));
        System.out.println(DATABASE + postgresql.jdbcUrl() + " " + postgresql.username() + " " + postgresql.password());
        PlainReadServer plain = new PlainReadServer(table);
        PlainHttp.serve(
                RouterFunctions.route().GET(GET, plain::get).GET(LIST, plain::list).build());
        System.exit(0);
    }

    private Mono<ServerResponse> get(ServerRequest request) {
        return run(() -> table.get(request.pathVariable("account"), request.pathVariable("trunk"), request.pathVariable("credential")))
                .flatMap(found -> found.isEmpty()
                        ? ServerResponse.notFound().build()
                        : ServerResponse.ok().bodyValue(One.of(found.get())));
    }

    private Mono<ServerResponse> list(ServerRequest request) {
        int limit = request.queryParam("limit").map(Integer::parseInt).orElse(ReadData.PAGE);
        return run(() -> table.list(request.pathVariable("account"), request.pathVariable("trunk"), 0, limit + 1))
                .flatMap(rows -> ServerResponse.ok().bodyValue(Page.of(rows, limit)));
    }

    private <T> Mono<T> run(Callable<T> query) {
        return Mono.fromFuture(CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return query.call();
                    } catch (SQLException e) {
                        throw new IllegalStateException("the rows can't be read", e);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads));
    }
}
