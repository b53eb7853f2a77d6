package io.countersign.rest.error;

import io.countersign.rest.request.RequestId;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;

/**
 * Turns everything that goes wrong into the error body of the surface: our refusals, the framework's own (unknown path, method, media
 * type, …), and faults, which become 500 without any detail and are logged with the request's id.
 */
public final class ErrorHandler implements WebExceptionHandler, Ordered {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorHandler.class);

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable cause) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted() || DisconnectedClientHelper.isClientDisconnectedException(cause)) {
            return Mono.error(cause); // too late for an answer: the connection is ended
        }
        String requestId = RequestId.of(exchange);
        ApiException refusal = cause instanceof ApiException known ? known : refusal(cause);
        if (refusal.code() == ErrorCode.INTERNAL_ERROR) {
            LOG.error("http.failed request_id={} method={} path={}", requestId, exchange.getRequest().getMethod(),
                    exchange.getRequest().getURI().getRawPath(), cause);
        }
        ErrorBody error = ErrorBody.of(
                exchange.getRequest().getURI().getRawPath(), refusal.code(), refusal.message(), refusal.details());
        byte[] body = error.bytes();
        HttpHeaders headers = response.getHeaders();
        headers.remove(HttpHeaders.ETAG);
        headers.set(HttpHeaders.CONTENT_TYPE, error.contentType());
        headers.setContentLength(body.length);
        headers.setCacheControl("no-store");
        refusal.headers().forEach(headers::set);
        response.setRawStatusCode(refusal.code().status());
        return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    private static ApiException refusal(Throwable cause) {
        return switch (cause) {
            case MethodNotAllowedException e -> methodNotAllowed(e.getSupportedMethods());
            case MissingRequestValueException e -> ApiException.validation(e.getName(), "is required");
            case ServerWebInputException e -> ApiException.validation(inputName(e), "must have the documented form");
            case ErrorResponse e -> ofStatus(e.getStatusCode(), e.getHeaders());
            default -> internal();
        };
    }

    /** RFC 9110, section 9.1: what takes GET takes HEAD. */
    private static ApiException methodNotAllowed(Set<HttpMethod> supported) {
        Set<String> methods = new TreeSet<>();
        supported.forEach(method -> methods.add(method.name()));
        if (supported.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD.name());
        }
        return new ApiException(ErrorCode.METHOD_NOT_ALLOWED, "This path doesn't take this method.")
                .withHeader(HttpHeaders.ALLOW, String.join(", ", methods));
    }

    private static String inputName(ServerWebInputException e) {
        String name = e.getMethodParameter() == null ? null : e.getMethodParameter().getParameterName();
        return name == null ? "request" : name;
    }

    /** What the framework says with a status only. */
    private static ApiException ofStatus(HttpStatusCode status, HttpHeaders headers) {
        return switch (status.value()) {
            case 401 -> new ApiException(ErrorCode.UNAUTHORIZED, "A valid key is needed.");
            case 403 -> ApiException.forbidden("This is not allowed.");
            case 404 -> ApiException.notFound();
            case 405 -> methodNotAllowed(headers.getAllow());
            case 406 -> new ApiException(ErrorCode.NOT_ACCEPTABLE, "Only JSON is served here: send Accept: application/json.");
            case 413 -> new ApiException(ErrorCode.PAYLOAD_TOO_LARGE, "The request is too large.");
            case 415 -> new ApiException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body must be JSON: send Content-Type: application/json.");
            case 503 -> new ApiException(ErrorCode.UNAVAILABLE, "The service can't answer at the moment. Try again soon.")
                    .withHeader(HttpHeaders.RETRY_AFTER, "1");
            default -> status.is4xxClientError()
                    ? new ApiException(ErrorCode.VALIDATION_FAILED, "The request is not valid.")
                    : internal();
        };
    }

    private static ApiException internal() {
        return new ApiException(ErrorCode.INTERNAL_ERROR, "Something went wrong on our side; X-Request-Id names the request.");
    }
}
