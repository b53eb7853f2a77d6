package io.countersign.query.peer;

import io.countersign.query.streams.ServerAddress;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.utils.Utils;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Where the other instances reach this one: as configured, else the address that HTTP listens on, else (it listens on all)
 * the one by which this host reaches Kafka; the port is known once the web server listens. Any thread may ask.
 */
public final class AdvertisedAddress implements ServerAddress, ApplicationListener<ReactiveWebServerInitializedEvent> {
    private static final Duration WAIT = Duration.ofSeconds(30);

    private final String configured;
    private final String listen;
    private final String bootstrapServers;
    private final CompletableFuture<String> known = new CompletableFuture<>();

    /**
     * Not known yet.
     *
     * @param configured {@code host} or {@code host:port}, or empty
     * @param listen the address that HTTP listens on
     */
    public AdvertisedAddress(String configured, String listen, String bootstrapServers) {
        if (!configured.isEmpty() && Utils.getHost(withPort(configured, 1)) == null) {
            throw new IllegalArgumentException("countersign.advertised-address (COUNTERSIGN_ADVERTISED_ADDRESS) is " + configured
                    + " (expected: host or host:port, as other instances reach this one)");
        }
        this.configured = configured;
        this.listen = listen;
        this.bootstrapServers = bootstrapServers;
    }

    @Override
    public void onApplicationEvent(ReactiveWebServerInitializedEvent event) {
        if (event.getApplicationContext().getServerNamespace() == null) { // not the management port
            known.complete(withPort(configured.isEmpty() ? host() : configured, event.getWebServer().getPort()));
        }
    }

    /** The address, unless the web server doesn't listen yet. */
    Optional<String> now() {
        return Optional.ofNullable(known.getNow(null));
    }

    @Override
    public String await() throws InterruptedException {
        try {
            return known.get(WAIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IllegalStateException("HTTP doesn't listen yet", e);
        }
    }

    private String host() {
        try {
            InetAddress address = InetAddress.getByName(listen);
            return (address.isAnyLocalAddress() ? towardsKafka() : address).getHostAddress();
        } catch (IOException e) {
            return InetAddress.getLoopbackAddress().getHostAddress(); // no name, no route: no other instance either
        }
    }

    /** Sends nothing: the route alone says which of our addresses it would be. */
    private InetAddress towardsKafka() throws IOException {
        String first = bootstrapServers.split(",", 2)[0].strip();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(Utils.getHost(first)), Utils.getPort(first)));
            return socket.getLocalAddress();
        } catch (UnknownHostException e) {
            return InetAddress.getLocalHost();
        }
    }

    private static String withPort(String host, int port) {
        if (Utils.getPort(host) != null) {
            return host;
        }
        boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
        return (bare ? "[" + host + "]" : host) + ":" + port;
    }
}
