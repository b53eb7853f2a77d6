package io.countersign.standalone.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A real HTTP server in a service's place: it keeps what it saw and says who it is. */
final class RecordingServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String name;
    private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final DisposableServer server;

    /** One request; names of headers are in lower case. */
    record Seen(String method, String uri, Map<String, List<String>> headers, String body) {}

    private RecordingServer(String name, int port) {
        this.name = name;
        this.server = HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .channelGroup(connections)
                .handle(this::answer)
                .bindNow();
    }

    static RecordingServer open(String name) {
        return new RecordingServer(name, 0);
    }

    /** Another one where this was, which must be closed. */
    RecordingServer reopen() {
        return new RecordingServer(name, server.port());
    }

    InetSocketAddress address() {
        return InetSocketAddress.createUnresolved("127.0.0.1", server.port());
    }

    /** What it saw and nobody has taken. */
    BlockingQueue<Seen> seen() {
        return seen;
    }

    Seen taken() throws InterruptedException {
        Seen next = seen.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    @Override
    public void close() {
        server.disposeNow(PATIENCE);
        connections.close().awaitUninterruptibly(PATIENCE.toMillis()); // else one that is kept may still be answered by
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        return switch (request.fullPath()) {
            case "/actuator/health/readiness", "/actuator/health/liveness" -> response.sendString(Mono.just("{\"status\":\"UP\"}"));
            case "/actuator/info" -> response.sendString(Mono.just("{\"durable\":true}"));
            case "/actuator/prometheus" -> response.sendString(Mono.just("# TYPE up gauge\nup 1\n"));
            case "/echo" -> response.send(request.receive().retain());
            case "/too-large" -> response.status(413)
                    .header("Content-Type", "application/json")
                    .sendString(Mono.just("{\"error\":{\"code\":\"PAYLOAD_TOO_LARGE\",\"message\":\"m\",\"details\":[]}}"));
            case "/hang-up" -> record(request).then(hangUp(response));
            case "/silent-first" -> record(request).then(Mono.defer(() -> name.endsWith("-1") ? Mono.never() : said(request, response)));
            case "/leaving-first" -> record(request).then(Mono.defer(() -> said(request, leaving(response))));
            case "/half" -> response.header("Content-Length", "100")
                    .sendString(Flux.concat(Mono.just("half"), Mono.error(new IOException("broken"))));
            default -> record(request).then(Mono.defer(() -> said(request, response)));
        };
    }

    private HttpServerResponse leaving(HttpServerResponse response) {
        return name.endsWith("-1") ? response.header("Connection", "close") : response;
    }

    private Mono<Void> record(HttpServerRequest request) {
        Map<String, List<String>> headers = new TreeMap<>();
        request.requestHeaders()
                .forEach(header -> headers.put(
                        header.getKey().toLowerCase(Locale.ROOT), request.requestHeaders().getAll(header.getKey())));
        return request.receive()
                .aggregate()
                .asString()
                .defaultIfEmpty("")
                .doOnNext(body -> seen.add(new Seen(request.method().name(), request.uri(), headers, body)))
                .then();
    }

    private static Mono<Void> hangUp(HttpServerResponse response) {
        return Mono.fromRunnable(() -> response.withConnection(Connection::dispose))
                .then(Mono.never());
    }

    private Mono<Void> said(HttpServerRequest request, HttpServerResponse response) {
        String text = name + " saw " + (request.method().name().equals("HEAD") ? "GET" : request.method().name());
        response.status(request.method().name().equals("POST") ? 201 : 200)
                .header("ETag", "\"1\"")
                .header("Content-Length", Integer.toString(text.length()));
        return request.method().name().equals("HEAD")
                ? response.send().then()
                : response.sendString(Mono.just(text)).then();
    }
}
