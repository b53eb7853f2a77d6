package io.countersign.rest.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPatternParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FrontDoorRoutesTest {

    @Test
    void theTableEqualsTheOpenApiDocumentInBothDirections() throws IOException {
        Set<String> documented = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : openApi().get("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                documented.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey() + " "
                        + operation.getValue().get("x-access").asString());
            }
        }
        Set<String> routed = FrontDoorRoutes.all().stream()
                .map(route -> route.method() + " " + route.pattern() + " " + route.access().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(routed).isEqualTo(documented).hasSizeGreaterThan(10);
    }

    @Test
    void eachPathParameterIsDocumentedWhereItStands() throws IOException {
        JsonNode document = openApi();
        for (Route route : FrontDoorRoutes.all()) {
            JsonNode operation = document.at("/paths").get(route.pattern()).get(route.method().toLowerCase(Locale.ROOT));
            Set<String> documented = new TreeSet<>();
            operation.path("parameters").forEach(reference -> {
                JsonNode parameter = document.at(reference.get("$ref").asString().substring(1));
                if (parameter.get("in").asString().equals("path")) {
                    documented.add("{" + parameter.get("name").asString() + "}");
                }
            });
            assertThat(documented).as(route.pattern()).isEqualTo(
                    Pattern.compile("\\{[a-z_]+}").matcher(route.pattern()).results()
                            .map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void whatChangesGoesToTheCommandServiceAndWhatReadsOrIsReadAgainToTheQueryService() {
        assertThat(FrontDoorRoutes.all()).filteredOn(route -> !route.pattern().startsWith("/v1/rebuilds/") && route.service() != Service.SIP_AUTH).allSatisfy(route ->
                assertThat(route.service()).isEqualTo(route.method().equals("GET") ? Service.QUERY : Service.COMMAND));
    }

    @ParameterizedTest
    @CsvSource({
        "POST,   /v1/account,                                                  COMMAND",
        "GET,    /v1/account/acc_1,                                            QUERY",
        "HEAD,   /v1/account/acc_1,                                            QUERY",
        "POST,   /v1/account/acc_1/trunks/trunk_1/credentials,                 COMMAND",
        "GET,    /v1/account/acc_1/trunks/trunk_1/credentials,                 QUERY",
        "DELETE, /v1/account/acc_1/trunks/trunk_1/credentials/cred_1,          COMMAND",
        "GET,    /v1/account/acc_1/lockouts/lock_1,                            QUERY",
        "DELETE, /v1/account/acc_1/lockouts/lock_1,                            SIP_AUTH",
        "DELETE, /v1/lockouts/lock_1,                                          SIP_AUTH",
        "POST,   /v1/rebuilds/views,                                           QUERY",
        "DELETE, /v1/rebuilds/views,                                           QUERY",
        "GET,    /openapi.json,                                                QUERY",
        "GET,    /docs/docs.js,                                                QUERY",
        "GET,    /nowhere,                                                     QUERY",
        "PUT,    /nowhere,                                                     COMMAND",
        "BREW,   /%%%,                                                         COMMAND",
    })
    void eachRequestHasAService(String method, String path, Service service) {
        assertThat(FrontDoorRoutes.service(method, path)).isEqualTo(service);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/account/acc_1/trunks,            /v1/account/{account_id}/trunks",
        "/v1/account/acc%5f1/trunks,          /v1/account/{account_id}/trunks",
        "/v1/account;x=1/acc_1/trunks,        /v1/account/{account_id}/trunks",
        "/v1/%61ccount/acc_1/trunks,          /v1/account/{account_id}/trunks",
        "/v1/account/a%2Fb/trunks,            /v1/account/{account_id}/trunks",
        "/v1/account/acc_1/trunks/,           ",
        "/v1//account/acc_1/trunks,           ",
        "/v1/account//trunks,                 ",
        "/V1/account/acc_1/trunks,            ",
        "/v1/account/acc_1/trunks/t/x,        ",
        "v1/account/acc_1/trunks,             ",
        "'',                                  ",
    })
    void aPathIsSeenAsSpringSeesIt(String path, String pattern) {
        assertThat(FrontDoorRoutes.find("GET", path).map(Route::pattern).orElse(null)).isEqualTo(pattern);
        boolean spring = PathPatternParser.defaultInstance
                .parse("/v1/account/{account_id}/trunks").matches(PathContainer.parsePath(path));
        assertThat(spring).isEqualTo(pattern != null);
    }

    @Test
    void aPathKnowsItsMethods() {
        assertThat(FrontDoorRoutes.methods(PathContainer.parsePath("/v1/account/acc_1/trunks"))).containsExactly("GET", "HEAD", "POST");
        assertThat(FrontDoorRoutes.methods(PathContainer.parsePath("/nowhere"))).isEmpty();
    }

    private static JsonNode openApi() throws IOException {
        try (InputStream in = new ClassPathResource("openapi/openapi.json").getInputStream()) {
            return JsonMapper.builder().build().readTree(in);
        }
    }
}
