package io.countersign.standalone.frontdoor;

import io.countersign.rest.error.ErrorCode;
import io.countersign.rest.request.RequestId;
import io.countersign.rest.route.FrontDoorRoutes;
import io.countersign.rest.route.Service;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Sends a request on to an instance of the service that the table of routes names, and its answer back; bodies stream both
 * ways. An instance that can't be connected to, or ends its connections, is passed over. A request of which a byte may have been sent is not sent
 * again, as it may have taken effect; but a read is, once.
 */
final class Forwarder {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);

    /** An instance that ends its connections is about to end itself; it then can't be connected to for about as long as this. */
    private static final Duration LEAVING = Duration.ofSeconds(3);

    private final HttpClient client;
    private final Backends backends;

    Forwarder(HttpClient client, Backends backends) {
        this.client = client;
        this.backends = backends;
    }

    Publisher<Void> forward(HttpServerRequest request, HttpServerResponse response) {
        Optional<URI> target = originForm(request.uri());
        if (target.isEmpty()) {
            return Answers.error(request, response, ErrorCode.VALIDATION_FAILED, "the request target is not a valid URI path");
        }
        Service service = FrontDoorRoutes.service(request.method().name(), target.get().getRawPath());
        return attempt(new Passage(request, response, service, target.get()), new ArrayDeque<>(backends.inTurn(service)));
    }

    private Flux<Void> attempt(Passage passage, Deque<Backend> left) {
        Backend backend = left.poll();
        if (backend == null) {
            return unavailable(passage);
        }
        return send(passage, backend)
                .response((answer, body) -> relay(passage, backend, answer, body))
                .onErrorResume(failure -> failed(passage, backend, left, failure));
    }

    private HttpClient.ResponseReceiver<?> send(Passage passage, Backend backend) {
        HttpServerRequest request = passage.request();
        HttpClient.RequestSender sender = client.responseTimeout(passage.patience())
                .headers(headers -> {
                    ForwardedHeaders.copyRequest(request.requestHeaders(), headers, request.remoteAddress());
                    headers.set(RequestId.HEADER, passage.requestId());
                })
                .request(request.method())
                .uri(backend.base() + passage.target());
        return passage.hasBody() ? sender.send(request.receive().retain()) : sender;
    }

    private static Publisher<Void> relay(Passage passage, Backend backend, HttpClientResponse answer, ByteBufFlux body) {
        if (answer.responseHeaders().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true)) {
            backend.skip(LEAVING);
        }
        HttpServerResponse response = passage.response();
        response.status(answer.status());
        ForwardedHeaders.copyResponse(answer.responseHeaders(), response.responseHeaders());
        return passage.isHead() ? response.send() : response.send(body.retain());
    }

    private Flux<Void> failed(Passage passage, Backend backend, Deque<Backend> left, Throwable failure) {
        LOG.warn(
                "event=forward_failed request_id={} service={} backend={} method={} cause={}",
                passage.requestId(),
                Backends.name(passage.service()),
                backend.authority(),
                passage.request().method(),
                failure.toString());
        if (passage.response().hasSentHeaders()) {
            // Only a broken connection tells the client that the body is not whole.
            return Flux.error(failure);
        }
        passage.response().responseHeaders().clear();
        ForwardFailure kind = ForwardFailure.of(failure);
        if (kind == ForwardFailure.OURS) {
            return unavailable(passage);
        }
        backend.skip(kind.pause());
        if (kind == ForwardFailure.NOT_SENT) {
            return attempt(passage, left);
        }
        if (!passage.takeRepeat()) {
            return unavailable(passage);
        }
        if (left.isEmpty()) {
            left.add(backend);
        }
        return attempt(passage, left);
    }

    private static Flux<Void> unavailable(Passage passage) {
        passage.response().header(RequestId.HEADER, passage.requestId());
        return Flux.from(Answers.error(
                passage.request(),
                passage.response(),
                ErrorCode.UNAVAILABLE,
                Backends.name(passage.service()) + " is not available now; try again"));
    }

    /** Path and query as they came (RFC 9112 section 3.2.1); nothing for another form or what no URI may hold. */
    private static Optional<URI> originForm(String target) {
        try {
            return target.startsWith("/") && !target.startsWith("//") ? Optional.of(new URI(target)) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
