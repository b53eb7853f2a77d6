package io.countersign.standalone.frontdoor;

import io.countersign.standalone.folder.Ports;
import io.countersign.standalone.option.InvalidOptionException;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.reactivestreams.Publisher;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** The one HTTP port of a run. It listens from the beginning and answers 503 for what has not started yet. */
public final class FrontDoor implements AutoCloseable {
    private static final int EVENT_LOOPS = 2;
    private static final int MAX_CONNECTIONS_PER_BACKEND = 500;
    private static final int MAX_WAITING_REQUESTS = 1_000;
    private static final Duration CONNECTION_WAIT = Duration.ofSeconds(5);
    private static final Duration CONNECTION_IDLE = Duration.ofSeconds(30);
    private static final int CONNECT_MILLIS = 1_000;
    private static final Duration CLIENT_IDLE = Duration.ofSeconds(60);
    private static final Duration REQUEST = Duration.ofSeconds(30);
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final DisposableServer server;
    private final ConnectionProvider connections;
    private final LoopResources loops;

    private FrontDoor(DisposableServer server, ConnectionProvider connections, LoopResources loops) {
        this.server = server;
        this.connections = connections;
        this.loops = loops;
    }

    /**
     * Listens.
     *
     * @param port 0 takes a free one
     * @param children by name, whether each child process lives: part of readiness
     * @throws InvalidOptionException when the port can't be had
     */
    public static FrontDoor open(
            InetAddress bind, int port, Backends backends, Map<String, BooleanSupplier> children, String version) {
        // Its own threads and connections: a service that stops disposes of the shared ones.
        LoopResources loops = LoopResources.create("front-door", 1, EVENT_LOOPS, true);
        ConnectionProvider connections = ConnectionProvider.builder("front-door")
                .maxConnections(MAX_CONNECTIONS_PER_BACKEND)
                .pendingAcquireMaxCount(MAX_WAITING_REQUESTS)
                .pendingAcquireTimeout(CONNECTION_WAIT)
                .maxIdleTime(CONNECTION_IDLE)
                .build();
        HttpClient client = HttpClient.create(connections)
                .runOn(loops)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                // The forwarder knows which request may be sent again.
                .disableRetry(true);
        Forwarder forwarder = new Forwarder(client, backends);
        Actuator actuator = new Actuator(new ServiceStatus(client, backends), children, version);
        try {
            DisposableServer server = HttpServer.create()
                    .runOn(loops)
                    .bindAddress(() -> new InetSocketAddress(bind, port))
                    .channelGroup(new DefaultChannelGroup(GlobalEventExecutor.INSTANCE))
                    .idleTimeout(CLIENT_IDLE)
                    .requestTimeout(REQUEST)
                    .handle((request, response) -> answer(request, response, forwarder, actuator))
                    .bindNow();
            return new FrontDoor(server, connections, loops);
        } catch (ChannelBindException e) {
            loops.dispose();
            connections.dispose();
            throw Ports.refused("--api-port", bind, port, "TCP", cause(e));
        }
    }

    public int port() {
        return server.port();
    }

    /** Takes no new request, lets those under way end, then closes. */
    @Override
    public void close() {
        server.disposeNow(DRAIN);
        connections.disposeLater().block(DRAIN);
        loops.disposeLater(Duration.ZERO, DRAIN).block(DRAIN.plusSeconds(1));
    }

    private static Publisher<Void> answer(
            HttpServerRequest request, HttpServerResponse response, Forwarder forwarder, Actuator actuator) {
        String path = path(request.uri());
        if (path.equals(Actuator.PATH) || path.startsWith(Actuator.PATH + "/")) {
            return actuator.answer(request, response, path);
        }
        return forwarder.forward(request, response);
    }

    private static String path(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private static IOException cause(ChannelBindException e) {
        return e.getCause() instanceof IOException io ? io : new IOException(e.getMessage(), e);
    }
}
