package io.countersign.standalone.frontdoor;

import io.countersign.rest.error.ErrorCode;
import io.countersign.rest.route.FrontDoorRoutes;
import io.countersign.rest.route.Service;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Sends a request on to the service that the table of routes names, and its answer back; bodies stream both ways. */
final class Forwarder {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);

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
        Optional<String> base = backends.base(service);
        if (base.isEmpty()) {
            return unavailable(request, response, service);
        }
        return send(request, base.get() + target.get())
                .response((answer, body) -> relay(request, response, answer, body))
                .onErrorResume(failure -> failed(request, response, service, failure));
    }

    private HttpClient.ResponseReceiver<?> send(HttpServerRequest request, String url) {
        HttpClient.RequestSender sender = client.headers(headers ->
                        ForwardedHeaders.copyRequest(request.requestHeaders(), headers, request.remoteAddress()))
                .request(request.method())
                .uri(url);
        return hasBody(request) ? sender.send(request.receive().retain()) : sender;
    }

    private static Publisher<Void> relay(
            HttpServerRequest request, HttpServerResponse response, HttpClientResponse answer, ByteBufFlux body) {
        response.status(answer.status());
        ForwardedHeaders.copyResponse(answer.responseHeaders(), response.responseHeaders());
        return request.method().equals(HttpMethod.HEAD) ? response.send() : response.send(body.retain());
    }

    private static Publisher<Void> failed(
            HttpServerRequest request, HttpServerResponse response, Service service, Throwable failure) {
        LOG.warn(
                "event=forward_failed service={} method={} cause={}",
                Backends.name(service),
                request.method(),
                failure.toString());
        if (response.hasSentHeaders()) {
            // Only a broken connection tells the client that the body is not whole.
            return Mono.error(failure);
        }
        response.responseHeaders().clear();
        return unavailable(request, response, service);
    }

    private static Flux<Void> unavailable(HttpServerRequest request, HttpServerResponse response, Service service) {
        return Flux.from(Answers.error(
                request, response, ErrorCode.UNAVAILABLE, Backends.name(service) + " is not available now; try again"));
    }

    private static boolean hasBody(HttpServerRequest request) {
        return request.requestHeaders().contains(HttpHeaderNames.TRANSFER_ENCODING)
                || !request.requestHeaders().get(HttpHeaderNames.CONTENT_LENGTH, "0").equals("0");
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
