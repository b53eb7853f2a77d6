package io.countersign.rest.error;

/** The closed set of error codes on {@code /v1}, each with its HTTP status. */
public enum ErrorCode {
    VALIDATION_FAILED(400),
    UNAUTHORIZED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    NOT_ACCEPTABLE(406),
    CONFLICT(409),
    PRECONDITION_FAILED(412),
    PAYLOAD_TOO_LARGE(413),
    UNSUPPORTED_MEDIA_TYPE(415),
    VERIFICATION_FAILED(422),
    IDEMPOTENCY_KEY_REUSED(422),
    RATE_LIMITED(429),
    MAX_ATTEMPTS_EXCEEDED(429),
    INTERNAL_ERROR(500),
    DELIVERY_FAILED(502),
    UNAVAILABLE(503);

    private final int status;

    ErrorCode(int status) {
        this.status = status;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
