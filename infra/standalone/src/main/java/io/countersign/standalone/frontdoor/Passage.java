package io.countersign.standalone.frontdoor;

import io.countersign.rest.request.RequestId;
import io.countersign.rest.route.Service;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** One request on its way through the front door. */
final class Passage {
    /** Longer than the longest {@code Prefer: wait} and any bound within the services. */
    private static final Duration WRITE_PATIENCE = Duration.ofSeconds(30);
    /** A read waits for nothing that takes longer; after that another instance may know. */
    private static final Duration READ_PATIENCE = Duration.ofSeconds(5);

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Service service;
    private final URI target;
    private final String requestId;
    private final AtomicBoolean repeated = new AtomicBoolean();

    Passage(HttpServerRequest request, HttpServerResponse response, Service service, URI target) {
        this.request = request;
        this.response = response;
        this.service = service;
        this.target = target;
        this.requestId = RequestId.orNew(request.requestHeaders().get(RequestId.HEADER));
    }

    HttpServerRequest request() {
        return request;
    }

    HttpServerResponse response() {
        return response;
    }

    Service service() {
        return service;
    }

    /** Path and query. */
    URI target() {
        return target;
    }

    /** Names it in logs and answers, those of the front door too. */
    String requestId() {
        return requestId;
    }

    /** How long one instance may take to begin its answer. */
    Duration patience() {
        return isRead() ? READ_PATIENCE : WRITE_PATIENCE;
    }

    boolean isHead() {
        return request.method().equals(HttpMethod.HEAD);
    }

    boolean hasBody() {
        return request.requestHeaders().contains(HttpHeaderNames.TRANSFER_ENCODING)
                || !request.requestHeaders().get(HttpHeaderNames.CONTENT_LENGTH, "0").equals("0");
    }

    /** Whether it may be sent once more although it was sent (RFC 9110 section 9.2.2); true at most once. */
    boolean takeRepeat() {
        return isRead() && repeated.compareAndSet(false, true);
    }

    /** A safe method, and no body that is gone once it is sent. */
    private boolean isRead() {
        return (isHead() || request.method().equals(HttpMethod.GET)) && !hasBody();
    }
}
