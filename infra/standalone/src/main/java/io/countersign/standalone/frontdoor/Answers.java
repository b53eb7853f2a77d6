package io.countersign.standalone.frontdoor;

import io.countersign.rest.error.ErrorBody;
import io.countersign.rest.error.ErrorCode;
import io.countersign.rest.request.RequestId;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The answers that the front door gives itself. */
final class Answers {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String JSON_TYPE = "application/json";
    private static final String RETRY_AFTER_SECONDS = "1";

    private Answers() {}

    /** The error body of the path's surface. */
    static Publisher<Void> error(HttpServerRequest request, HttpServerResponse response, ErrorCode code, String message) {
        ErrorBody body = ErrorBody.of(path(request.uri()), code, message, List.of());
        response.header(RequestId.HEADER, RequestId.orNew(request.requestHeaders().get(RequestId.HEADER)));
        if (code == ErrorCode.UNAVAILABLE) {
            response.header(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return send(request, response, code.status(), body.contentType(), body.bytes());
    }

    static Publisher<Void> json(HttpServerRequest request, HttpServerResponse response, int status, ObjectNode body) {
        return text(request, response, status, JSON_TYPE, body.toString());
    }

    static Publisher<Void> text(
            HttpServerRequest request, HttpServerResponse response, int status, String contentType, String body) {
        return send(request, response, status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    private static Publisher<Void> send(
            HttpServerRequest request, HttpServerResponse response, int status, String contentType, byte[] bytes) {
        response.status(HttpResponseStatus.valueOf(status))
                .header(HttpHeaderNames.CONTENT_TYPE, contentType)
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
        return request.method().equals(HttpMethod.HEAD) ? response.send() : response.sendByteArray(Mono.just(bytes));
    }

    private static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }
}
