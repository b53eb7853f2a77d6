package io.countersign.rest.error;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request that is refused: carries what the error body says, and headers that go with it. No stack trace: it is an
 * answer, not a fault.
 */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    @SuppressWarnings("serial") // never serialized: it becomes an answer
    private final List<FieldReason> details;

    @SuppressWarnings("serial")
    private final Map<String, String> headers;

    private ApiException(ErrorCode code, String message, List<FieldReason> details, Map<String, String> headers) {
        super(message, null, false, false);
        this.code = code;
        this.details = List.copyOf(details);
        this.headers = Map.copyOf(headers);
    }

    /**
     * A refusal.
     *
     * @param message for people; holds no secret and no id of something foreign
     */
    public ApiException(ErrorCode code, String message, List<FieldReason> details) {
        this(code, message, details, Map.of());
    }

    public ApiException(ErrorCode code, String message) {
        this(code, message, List.of());
    }

    /** What is missing and what is another's: the same answer, whatever was asked for. */
    public static ApiException notFound() {
        return new ApiException(ErrorCode.NOT_FOUND, "There is nothing here that this key may see.");
    }

    /** Fields that are not as they must be. */
    public static ApiException validation(List<FieldReason> details) {
        return new ApiException(ErrorCode.VALIDATION_FAILED, "The request is not valid; details name each field.", details);
    }

    /** One field (or header, or parameter) that is not as it must be. */
    public static ApiException validation(String field, String reason) {
        return validation(List.of(new FieldReason(field, reason)));
    }

    public static ApiException forbidden(String message) {
        return new ApiException(ErrorCode.FORBIDDEN, message);
    }

    public static ApiException conflict(String message) {
        return new ApiException(ErrorCode.CONFLICT, message);
    }

    /** Not now: 503 with {@code Retry-After} in whole seconds, at least 1. */
    public static ApiException unavailable(String message, Duration retryAfter) {
        return new ApiException(ErrorCode.UNAVAILABLE, message)
                .withHeader("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds())));
    }

    /** The same refusal with one more response header. */
    public ApiException withHeader(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new ApiException(code, message(), details, more);
    }

    public ErrorCode code() {
        return code;
    }

    /** What {@code error.message} says. */
    public String message() {
        return String.valueOf(getMessage());
    }

    public List<FieldReason> details() {
        return details;
    }

    /** Response headers that belong to the refusal. */
    public Map<String, String> headers() {
        return headers;
    }
}
