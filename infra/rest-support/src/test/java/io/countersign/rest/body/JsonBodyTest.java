package io.countersign.rest.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.rest.error.ApiException;
import io.countersign.rest.error.ErrorCode;
import io.countersign.rest.error.FieldReason;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class JsonBodyTest {
    @Test
    void everyKindOfFieldIsRead() {
        JsonBody body = JsonBody.parse("""
                {"name":"Büro 😀","code":"x","list":["a","b"],"at":"2026-04-09T12:35:00+02:00","nothing":null}
                """.getBytes(UTF_8));

        assertThat(body.text("name", 1, 6)).contains("Büro 😀"); // six code points
        assertThat(body.required("code", String::length)).contains(1);
        assertThat(body.texts("list", 2, 1, 1)).contains(List.of("a", "b"));
        assertThat(body.instant("at")).contains(Instant.parse("2026-04-09T10:35:00Z"));
        assertThat(body.text("nothing", 1, 5)).isEmpty();
        assertThat(body.text("absent", 1, 5)).isEmpty();
        body.done();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', value = {
        // body | field | reason
        "                              | body | must be a JSON object",
        "null                          | body | must be a JSON object",
        "[]                            | body | must be a JSON object",
        "\"name\"                      | body | must be a JSON object",
        "{\"name\":\"a\"               | body | must be valid JSON (it is not at line 1, column 12)",
        "{\"name\":'a'}                | body | must be valid JSON (it is not at line 1, column 9)",
        "{\"name\":\"a\"} x            | body | must be valid JSON (it is not at line 1, column 14)",
        "{\"name\":\"a\"}{}            | body | must be one JSON object and nothing after it",
        "{\"name\":\"a\",}             | body | must be valid JSON (it is not at line 1, column 13)",
        "{\"name\":NaN}                | body | must be valid JSON (it is not at line 1, column 12)",
        "{\"name\":\"a\",\"name\":\"b\"} | name | must be given once",
        "{}                            | name | is required",
        "{\"name\":null}               | name | is required",
        "{\"name\":1}                  | name | must be text",
        "{\"name\":[\"a\"]}            | name | must be text",
        "{\"name\":{\"a\":1}}          | name | must be text",
        "{\"name\":\"\"}               | name | must have 1 to 8 characters",
        "{\"name\":\"123456789\"}      | name | must have 1 to 8 characters",
        "{\"name\":\"a\\u0000\"}       | name | must not hold control characters",
        "{\"name\":\"a\\nb\"}          | name | must not hold control characters",
        "{\"name\":\"a\\u0085b\"}      | name | must not hold control characters",
        "{\"name\":\"\\ud83d\"}        | name | must be valid Unicode, without unpaired surrogates",
        "{\"name\":\"a\",\"other\":1}  | other | is not known here",
    })
    void aBadBodyIsNamed(String body, String field, String reason) {
        assertThat(problems(body == null ? "" : body, JsonBodyTest::readName)).containsExactly(new FieldReason(field, reason));
    }

    @Test
    void everyProblemIsToldAtOnce() {
        String body = """
                {"name":"","list":["a",2,"ccc"],"at":"yesterday","code":"x","big":1e999999999,"bigger":-1e99999999999,"huge":99999999999999999999,
                 "extra":{"deep":"\\u0007"}}""";
        List<FieldReason> problems = problems(body, read -> {
            read.text("name", 1, 8);
            read.required("missing", String::length);
            read.text("big", 1, 30);
            read.text("bigger", 1, 30);
            read.text("huge", 1, 30);
            read.texts("list", 3, 1, 2);
            read.instant("at");
            read.required("code", text -> {
                throw new IllegalArgumentException("must be something else");
            });
            read.reject("name", "must be nicer");
        });

        assertThat(problems).containsExactlyInAnyOrder(
                new FieldReason("extra.deep", "must not hold control characters"),
                new FieldReason("name", "must have 1 to 8 characters"),
                new FieldReason("missing", "is required"),
                new FieldReason("big", "must be a number of at most 100 digits"),
                new FieldReason("big", "must be text"),
                new FieldReason("bigger", "must be a number of at most 100 digits"),
                new FieldReason("bigger", "must be text"),
                new FieldReason("huge", "must be text"),
                new FieldReason("list[1]", "must be text"),
                new FieldReason("list[2]", "must have 1 to 2 characters"),
                new FieldReason("at", "must be a time such as 2026-04-09T10:35:00Z"),
                new FieldReason("code", "must be something else"),
                new FieldReason("name", "must be nicer"),
                new FieldReason("extra", "is not known here"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+999999999-01-01T00:00:00Z", "-999999999-12-31T23:59:59Z", "0000-01-01T00:00:00+01:00"})
    void aTimeOfNoYearOfFourDigitsIsNamed(String time) {
        assertThat(problems("{\"at\":\"" + time + "\"}", body -> body.instant("at")))
                .containsExactly(new FieldReason("at", "must be a time of the years 0000 to 9999"));
    }

    @Test
    void nestingAndNamesAndProblemsAreBounded() {
        assertThat(problems("{\"a\":" + "[".repeat(15) + "]".repeat(15) + "}", body -> body.has("a"))).isEmpty();
        assertThat(problems("{\"a\":" + "[".repeat(20_000), body -> body.has("a")).getFirst().reason()).contains("at most 16 deep");
        assertThat(problems("{\"a\":" + "1".repeat(200) + "}", body -> body.has("a")).getFirst().reason()).contains("at most 100 digits");
        assertThat(problems("{\"" + "n".repeat(256) + "\":1}", body -> body.has("a")).getFirst().field()).hasSize(65);
        assertThat(problems("{\"" + "n".repeat(5_000) + "\":1}", body -> body.has("a")).getFirst().reason()).contains("at most 256 characters");
        StringBuilder many = new StringBuilder("{\"f0\":0");
        for (int i = 1; i < 2_000; i++) {
            many.append(",\"f").append(i).append("\":0");
        }
        assertThat(problems(many + "}", body -> body.has("a"))).hasSize(100);
    }

    @Test
    void aProblemWithinIsNamedByItsPath() {
        String body = "{\"a\":[1,{\"b\":[\"x\",[\"\\u0007\"]],\"c\":1,\"c\":{\"d\":[2]}}],\"e\":\"\\u0007\"}";

        assertThat(problems(body, read -> {
                    read.has("a");
                    read.has("e");
                }))
                .containsExactly(
                        new FieldReason("a[1].b[1][0]", "must not hold control characters"),
                        new FieldReason("a[1].c", "must be given once"),
                        new FieldReason("e", "must not hold control characters"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,", "\"\",", "\"\\u0007\","})
    void theLargestBodyOfManyValuesTakesLittleMemory(String value) {
        String names = ("{\"" + "n".repeat(250) + "\":").repeat(15) + "[";
        byte[] body = (names + value.repeat((JsonBody.MAX_BYTES - names.length() - 20) / value.length()) + "0]" + "}".repeat(15))
                .getBytes(UTF_8);
        long before = allocatedBytes();
        JsonBody parsed = JsonBody.parse(body);
        long allocated = allocatedBytes() - before;

        assertThat(catchThrowableOfType(ApiException.class, parsed::done).details()).isNotEmpty();
        assertThat(allocated).isLessThan(32L * 1024 * 1024);
    }

    private static long allocatedBytes() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.ThreadMXBean.class).getCurrentThreadAllocatedBytes();
    }

    @Test
    void onlyUtf8IsRead() {
        assertThat(refusal("{\"name\":\"ü\"}".getBytes(ISO_8859_1), JsonBodyTest::readName).details())
                .containsExactly(new FieldReason("body", "must be valid UTF-8"));
        assertThat(refusal("{\"name\":\"a\"}".getBytes(UTF_16), JsonBodyTest::readName).code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(refusal(new byte[] {(byte) 0xc0, (byte) 0xaf}, JsonBodyTest::readName).code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
    }

    @Test
    void noInputEscapesAsAnotherException() {
        Random random = new Random(20260409);
        byte[] good = "{\"name\":\"abc\",\"list\":[\"a\",{\"b\":[1.5e3,true,null]}]}".getBytes(UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] mutant = good.clone();
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
            }
            byte[] cut = Arrays.copyOf(mutant, random.nextInt(mutant.length + 1));
            JsonBody body = JsonBody.parse(cut);
            readName(body);
            body.texts("list", 10, 0, 10);
            try {
                body.done();
            } catch (ApiException e) {
                assertThat(e.details()).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, true",
        "application/json;charset=utf-8, true",
        "Application/JSON; charset=\"UTF-8\", true",
        ", false",
        "text/plain, false",
        "application/json;charset=iso-8859-1, false",
        "application/json;charset=nonsense, false",
        "*/*, false",
        "application/*, false",
        "rubbish, false",
        "application/x-www-form-urlencoded, false",
    })
    void onlyJsonIsTaken(String contentType, boolean taken) {
        MockServerHttpRequest.BodyBuilder request = MockServerHttpRequest.post("/");
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        var read = JsonBody.read(MockServerWebExchange.from(request.body(buffer("{\"name\":\"a\"}"))));
        if (taken) {
            JsonBody body = read.blockOptional().orElseThrow();
            assertThat(body.bytes()).isEqualTo("{\"name\":\"a\"}".getBytes(UTF_8));
            assertThat(body.toString()).doesNotContain("name");
        } else {
            ApiException refusal = catchThrowableOfType(ApiException.class, read::block);
            assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        }
    }

    @Test
    void aStreamedBodyIsCutOffAtTheLimit() {
        DefaultDataBufferFactory buffers = DefaultDataBufferFactory.sharedInstance;
        Flux<DataBuffer> endless = Flux.generate(sink -> sink.next(buffers.wrap(new byte[1024])));
        var request = MockServerHttpRequest.post("/").header("Content-Type", "application/json").body(endless);

        ApiException refusal = catchThrowableOfType(
                ApiException.class, () -> JsonBody.read(MockServerWebExchange.from(request)).block());
        assertThat(refusal.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
    }

    @Test
    void aBodyThatDoesNotArriveIsNotWaitedForWithoutEnd() {
        StepVerifier.withVirtualTime(() -> JsonBody.read(MockServerWebExchange.from(
                        MockServerHttpRequest.post("/").header("Content-Type", "application/json").body(Flux.never()))))
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(9))
                .thenAwait(Duration.ofSeconds(1))
                .expectError(ApiException.class)
                .verify(Duration.ofSeconds(5));
    }

    @Test
    void aBodyOfExactlyTheLimitIsRead() {
        String text = "{\"name\":\"a\"" + " ".repeat(JsonBody.MAX_BYTES - 12) + "}";
        var request = MockServerHttpRequest.post("/").header("Content-Type", "application/json");
        JsonBody body = JsonBody.read(MockServerWebExchange.from(request.body(text))).blockOptional().orElseThrow();

        assertThat(body.bytes()).hasSize(JsonBody.MAX_BYTES);
        var larger = JsonBody.read(MockServerWebExchange.from(request.body(text + " ")));
        assertThat(catchThrowableOfType(ApiException.class, larger::block).code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
    }

    private static Flux<DataBuffer> buffer(String text) {
        return Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(UTF_8)));
    }

    private static void readName(JsonBody body) {
        body.required("name", text -> {
            if (text.isEmpty() || text.length() > 8) {
                throw new IllegalArgumentException("must have 1 to 8 characters");
            }
            return text;
        });
    }

    private static List<FieldReason> problems(String text, Consumer<JsonBody> controller) {
        JsonBody body = JsonBody.parse(text.getBytes(UTF_8));
        controller.accept(body);
        try {
            body.done();
            return List.of();
        } catch (ApiException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
            return e.details();
        }
    }

    private static ApiException refusal(byte[] bytes, Consumer<JsonBody> controller) {
        JsonBody body = JsonBody.parse(bytes);
        controller.accept(body);
        return catchThrowableOfType(ApiException.class, body::done);
    }
}
