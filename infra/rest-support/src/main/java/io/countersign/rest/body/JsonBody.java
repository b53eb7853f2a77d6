package io.countersign.rest.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.rest.error.ApiException;
import io.countersign.rest.error.ErrorCode;
import io.countersign.rest.error.Problems;
import io.countersign.rest.request.PlainTime;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The JSON object in a request's body. A controller asks for each field it knows, then calls {@link #done()}, which throws
 * one {@link ApiException} with every problem: syntax, wrong types, bounds, unknown fields. An answer of a field with a
 * problem is empty or incomplete: it must not be used before {@link #done()}.
 *
 * <pre>{@code
 * Optional<String> description = body.text("description", 0, 200);
 * Optional<Username> username = body.required("username", Username::new);   // its IllegalArgumentException is the reason
 * body.done();
 * }</pre>
 *
 * <p>JSON {@code null} counts as an absent field. Used by one thread at a time.
 */
public final class JsonBody {
    /** No body of ours comes near it. */
    public static final int MAX_BYTES = 64 * 1024;

    /** A client that takes longer for 64 KiB holds a connection and nothing else. */
    private static final Duration MAX_ARRIVAL = Duration.ofSeconds(10);

    private static final String IDENTITY = "identity";

    private final byte[] bytes;
    private final Map<String, Object> fields;
    private final Problems problems;
    private final Set<String> known = new HashSet<>();

    private JsonBody(byte[] bytes, Map<String, Object> fields, Problems problems) {
        this.bytes = bytes;
        this.fields = fields;
        this.problems = problems;
    }

    /**
     * Reads a request's body. Fails with {@link ApiException}: 415 unless it is {@code application/json} in UTF-8, not compressed, 413 above
     * {@link #MAX_BYTES} (known or streamed), 400 when it doesn't arrive in time.
     */
    public static Mono<JsonBody> read(ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        if (headers.getContentLength() > MAX_BYTES) {
            return Mono.error(tooLarge());
        }
        if (!isJson(headers)) {
            return Mono.error(new ApiException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body must be JSON: send Content-Type: application/json (UTF-8)."));
        }
        if (!headers.getOrEmpty(HttpHeaders.CONTENT_ENCODING).stream().allMatch(IDENTITY::equalsIgnoreCase)) {
            return Mono.error(new ApiException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body must come as it is: send no Content-Encoding.")); // RFC 9110, section 15.5.16
        }
        return DataBufferUtils.join(exchange.getRequest().getBody(), MAX_BYTES)
                .timeout(MAX_ARRIVAL)
                .onErrorMap(DataBufferLimitException.class, e -> tooLarge())
                .onErrorMap(TimeoutException.class, e -> ApiException.validation(
                        JsonTree.WHOLE, "must arrive within " + MAX_ARRIVAL.toSeconds() + " seconds"))
                .map(JsonBody::drain)
                .defaultIfEmpty(new byte[0])
                .map(JsonBody::parse);
    }

    /** The object in these bytes; problems are told by {@link #done()}. */
    public static JsonBody parse(byte[] bytes) {
        Problems problems = new Problems();
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) { // said in the problem
            problems.add(JsonTree.WHOLE, "must be valid UTF-8");
            return new JsonBody(bytes, Map.of(), problems);
        }
        return new JsonBody(bytes, JsonTree.object(text, problems), problems);
    }

    /** Text of {@code minChars} to {@code maxChars} characters (code points); empty when absent. */
    public Optional<String> text(String field, int minChars, int maxChars) {
        Optional<String> text = value(field, String.class, "text");
        return text.filter(value -> {
            int chars = value.codePointCount(0, value.length());
            return holds(field, chars >= minChars && chars <= maxChars, "must have " + minChars + " to " + maxChars + " characters");
        });
    }

    /**
     * Text as a value type.
     *
     * @param parser throws {@code IllegalArgumentException}, whose message becomes the reason, so it must not hold a secret
     */
    public <T> Optional<T> text(String field, Function<String, T> parser) {
        Optional<String> text = value(field, String.class, "text");
        if (text.isEmpty() || problems.concerns(field)) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(text.get()));
        } catch (IllegalArgumentException e) {
            problems.add(field, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** The same, and it must be there. */
    public <T> Optional<T> required(String field, Function<String, T> parser) {
        require(field);
        return text(field, parser);
    }

    /** A list of texts, each as {@link #text(String, int, int)}; empty when absent. */
    public Optional<List<String>> texts(String field, int maxItems, int minChars, int maxChars) {
        Optional<List<?>> items = value(field, List.class, "a list of texts").map(list -> (List<?>) list);
        if (items.isEmpty() || !holds(field, items.get().size() <= maxItems, "must have at most " + maxItems + " entries")) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < items.get().size(); i++) {
            String element = field + "[" + i + "]";
            if (items.get().get(i) instanceof String text) {
                holds(element, text.length() >= minChars && text.length() <= maxChars,
                        "must have " + minChars + " to " + maxChars + " characters");
                texts.add(text);
            } else {
                problems.add(element, "must be text");
            }
        }
        return Optional.of(List.copyOf(texts));
    }

    /** A time as in RFC 3339 with an offset, for example {@code 2026-04-09T10:35:00Z}; empty when absent. */
    public Optional<Instant> instant(String field) {
        return text(field, PlainTime::parse);
    }

    /** Notes a problem that the caller found. */
    public void reject(String field, String reason) {
        problems.add(field, reason);
    }

    /** Whether the field is there and not null. */
    public boolean has(String field) {
        known.add(field);
        Object value = fields.get(field);
        return value != null && !(value instanceof JsonTree.Null);
    }

    /**
     * Ends the reading.
     *
     * @throws ApiException VALIDATION_FAILED naming every problem, unknown fields too
     */
    public void done() {
        for (String field : fields.keySet()) {
            if (!known.contains(field)) {
                problems.add(field, "is not known here");
            }
        }
        problems.throwIfAny();
    }

    /** The body as it came, for comparison with a later one; it may hold secrets. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "JsonBody(" + bytes.length + " bytes, redacted)";
    }

    private void require(String field) {
        // a body that is no object at all is one problem, not one for each field
        if (!has(field) && !problems.concerns(JsonTree.WHOLE)) {
            problems.add(field, "is required");
        }
    }

    private <T> Optional<T> value(String field, Class<T> type, String expectation) {
        if (!has(field)) {
            return Optional.empty();
        }
        @Nullable Object value = fields.get(field);
        if (!type.isInstance(value)) {
            problems.add(field, "must be " + expectation);
            return Optional.empty();
        }
        return Optional.of(type.cast(value));
    }

    private boolean holds(String field, boolean condition, String reason) {
        if (!condition && !problems.concerns(field)) {
            problems.add(field, reason);
        }
        return condition;
    }

    private static boolean isJson(HttpHeaders headers) {
        try {
            MediaType type = headers.getContentType();
            return type != null
                    && type.isCompatibleWith(MediaType.APPLICATION_JSON)
                    && type.isConcrete()
                    && (type.getCharset() == null || type.getCharset().equals(UTF_8));
        } catch (IllegalArgumentException e) { // a type that can't be read is not JSON
            return false;
        }
    }

    private static byte[] drain(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    private static ApiException tooLarge() {
        return new ApiException(ErrorCode.PAYLOAD_TOO_LARGE, "The body must have at most " + MAX_BYTES + " bytes.");
    }
}
