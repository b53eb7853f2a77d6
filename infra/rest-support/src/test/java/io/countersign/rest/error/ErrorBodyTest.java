package io.countersign.rest.error;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ErrorBodyTest {
    private static final List<FieldReason> DETAILS = List.of(new FieldReason("name", "must be text"));

    @Test
    void isWhatEachSurfaceDocuments() {
        assertThat(text("/v1/account", DETAILS))
                .isEqualTo("{\"error\":{\"code\":\"VALIDATION_FAILED\",\"message\":\"No.\",\"details\":[{\"field\":\"name\",\"reason\":\"must be text\"}]}}");
        assertThat(text("/api/v1/providers", DETAILS))
                .isEqualTo("{\"type\":\"/docs/problems/validation-failed\",\"title\":\"Validation failed\",\"status\":400,\"detail\":\"No.\","
                        + "\"instance\":\"/api/v1/providers\",\"errors\":[{\"field\":\"name\",\"reason\":\"must be text\"}]}");
        assertThat(text("/api/v1/providers", List.of())).doesNotContain("errors");
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCodeHasItsPlaceInBoth(ErrorCode code) {
        JsonNode error = json("/v1/account", code);
        JsonNode problem = json("/api/v1/providers", code);

        assertThat(error.at("/error/code").asString()).isEqualTo(code.name());
        assertThat(problem.get("type").asString()).matches("/docs/problems/[a-z]+(-[a-z]+)*").endsWith(code.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        assertThat(problem.get("status").asInt()).isEqualTo(code.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1", "/api/v1/", "/api/v1/sip-credentials", "/%61pi/v1/x", "/api;a=b/v1/x", "/api/v1/%22%0d%0a"})
    void belowApiV1ItIsAProblem(String path) {
        ErrorBody body = ErrorBody.of(path, ErrorCode.NOT_FOUND, "No.", List.of());

        assertThat(body.contentType()).isEqualTo("application/problem+json");
        assertThat(JsonMapper.shared().readTree(body.bytes()).get("instance").asString()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/v1/account", "/api", "/api/v2", "/api/v10", "/v1/api/v1", "//api/v1", "/api//v1", "/%zz/api/v1", "*", "/API/v1"})
    void everywhereElseItIsNot(String path) {
        assertThat(ErrorBody.of(path, ErrorCode.NOT_FOUND, "No.", List.of()).contentType()).isEqualTo("application/json");
    }

    private static String text(String path, List<FieldReason> details) {
        return new String(ErrorBody.of(path, ErrorCode.VALIDATION_FAILED, "No.", details).bytes(), UTF_8);
    }

    private static JsonNode json(String path, ErrorCode code) {
        return JsonMapper.shared().readTree(ErrorBody.of(path, code, "No.", List.of()).bytes());
    }
}
