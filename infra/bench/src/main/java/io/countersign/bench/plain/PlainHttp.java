package io.countersign.bench.plain;

import com.zaxxer.hikari.HikariConfig;
import io.countersign.embedded.EmbeddedPostgresql;
import java.io.IOException;
import java.io.OutputStream;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The frame of a plain peer: a process that serves routes over WebFlux on reactor-netty until its stdin ends. */
public final class PlainHttp {
    /** The start of the line that tells the parent where it is. */
    public static final String READY = "ready ";

    private PlainHttp() {}

    /** Serves; returns when stdin has ended. */
    public static void serve(RouterFunction<ServerResponse> routes) throws IOException {
        HttpHandler handler = RouterFunctions.toHttpHandler(routes);
        DisposableServer server =
                HttpServer.create().host("127.0.0.1").port(0).handle(new ReactorHttpHandlerAdapter(handler)).bindNow();
        System.out.println(READY + "http://127.0.0.1:" + server.port());
        System.in.transferTo(OutputStream.nullOutputStream());
        server.disposeNow();
    }

    /** A pool of that many connections. */
    public static HikariConfig pool(EmbeddedPostgresql postgresql, int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgresql.jdbcUrl());
        config.setUsername(postgresql.username());
        config.setPassword(postgresql.password());
        config.setMaximumPoolSize(size);
        return config;
    }
}
