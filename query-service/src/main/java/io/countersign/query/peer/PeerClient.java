package io.countersign.query.peer;

import io.countersign.query.view.Ask;
import io.countersign.query.view.LocalReader;
import io.countersign.query.view.Peers;
import io.countersign.rest.error.ApiException;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Asks other instances by HTTP, with connections of its own that are bounded in number and time. */
public final class PeerClient implements Peers, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerClient.class);

    /** The way there and back, on top of what the asked one may wait. */
    private static final Duration HOP = Duration.ofSeconds(1);

    private static final int CONNECT_MILLIS = 500;
    private static final int MAX_CONNECTIONS = 100;
    private static final int MAX_WAITING = 1_000;
    private static final Duration CONNECTION_IDLE = Duration.ofSeconds(30);
    private static final int EVENT_LOOPS = 2;

    /** More than the largest page. */
    private static final int MAX_ANSWER_BYTES = 16 << 20;

    /** One that doesn't answer at all is left alone for so long, so that reads go to copies without waiting each. */
    private static final long SILENT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final int MAX_SILENT = 1_000;
    private static final String UNREACHABLE = "The instance that holds this view can't be reached now.";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final PeerSeal seal;
    private final PeerMessages messages;
    private final PeerMetrics metrics;
    private final LoopResources loops;
    private final ConnectionProvider connections;
    private final HttpClient client;
    private final Map<String, Long> silentSinceNanos = new ConcurrentHashMap<>();

    PeerClient(PeerSeal seal, PeerMessages messages, PeerMetrics metrics) {
        this.seal = seal;
        this.messages = messages;
        this.metrics = metrics;
        this.loops = LoopResources.create("peer", 1, EVENT_LOOPS, true);
        this.connections = ConnectionProvider.builder("peer")
                .maxConnections(MAX_CONNECTIONS)
                .pendingAcquireMaxCount(MAX_WAITING)
                .pendingAcquireTimeout(HOP)
                .maxIdleTime(CONNECTION_IDLE)
                .build();
        this.client = HttpClient.create(connections).runOn(loops).option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS);
    }

    @Override
    public <T> Mono<List<T>> ask(String address, Ask<T> ask) {
        return Mono.defer(() -> {
            if (isSilent(address)) {
                return Mono.error(unavailable(address, new PeerRefusal(UNREACHABLE)));
            }
            byte[] body = messages.question(ask);
            String question = seal.question(address, body);
            Mono<List<T>> answer = client.headers(headers -> headers.set(PeerSeal.QUESTION_HEADER, question))
                    .post()
                    .uri("http://" + address + PeerFilter.PATH)
                    .send(Mono.just(Unpooled.wrappedBuffer(body)))
                    .responseSingle((response, content) -> checked(address, question, response, content))
                    .timeout(ask.tokens().isEmpty() ? HOP : HOP.plus(LocalReader.WAIT))
                    .map(bytes -> PeerMessages.answers(ask.question().form(), bytes));
            return metrics.measured(answer).doOnError(e -> noteSilence(address, e)).onErrorMap(e -> unavailable(address, e));
        });
    }

    @Override
    public void close() {
        connections.dispose();
        loops.dispose();
    }

    private boolean isSilent(String address) {
        Long since = silentSinceNanos.get(address);
        return since != null && System.nanoTime() - since < SILENT_NANOS;
    }

    /** Addresses change at most with instances: there are few. */
    private void noteSilence(String address, Throwable cause) {
        if (cause instanceof TimeoutException || cause instanceof ConnectException) {
            if (silentSinceNanos.size() >= MAX_SILENT) {
                silentSinceNanos.clear();
            }
            silentSinceNanos.put(address, System.nanoTime());
        }
    }

    private Mono<byte[]> checked(String address, String question, HttpClientResponse response, ByteBufMono content) {
        int status = response.status().code();
        long length = response.responseHeaders().getInt(HttpHeaderNames.CONTENT_LENGTH, -1);
        if (status != 200 || length < 1 || length > MAX_ANSWER_BYTES) {
            LOG.warn("peer.refused address={} status={} length_bytes={} hint=same_keyset_build_and_clock", address, status, length);
            return Mono.error(new PeerRefusal("The instance that holds this view did not accept the question."));
        }
        String header = response.responseHeaders().get(PeerSeal.ANSWER_HEADER, "");
        return content.asByteArray().filter(body -> seal.verifiesAnswer(header, question, body)).switchIfEmpty(Mono.error(() -> {
            LOG.warn("peer.answer.forged address={}", address);
            return new PeerRefusal("The instance that holds this view did not answer.");
        }));
    }

    /** What goes wrong on the way is no fault of ours or the caller's: it passes, or the view gets another owner. */
    private static ApiException unavailable(String address, Throwable cause) {
        LOG.debug("peer.unavailable address={} cause={}", address, cause.toString());
        String message = switch (cause) {
            case PeerRefusal refusal -> refusal.reason();
            case TimeoutException late -> "The instance that holds this view did not answer in time.";
            default -> UNREACHABLE;
        };
        return ApiException.unavailable(message, RETRY_AFTER);
    }
}
