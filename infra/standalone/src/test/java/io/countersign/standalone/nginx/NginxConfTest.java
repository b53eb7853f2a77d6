package io.countersign.standalone.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.rest.route.Access;
import io.countersign.rest.route.Route;
import io.countersign.rest.route.Service;
import io.countersign.standalone.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NginxConfTest {
    /** What made the committed file; the names are those of docker-compose.yml. */
    private static final List<String> COMMAND = List.of(
            "nginx-conf",
            "--bind=0.0.0.0",
            "--api-port=8080",
            "--command=command-1:8080,command-2:8080",
            "--query=query-1:8080,query-2:8080",
            "--sip-auth=sip-1:8080,sip-2:8080");

    @Test
    void theCommittedFileIsWhatTheTableOfRoutesMakes() throws Exception {
        Path committed = Path.of("../docker/front-door/nginx.conf");

        assertThat(committed)
                .as("make it anew: java -jar infra/standalone/target/standalone-0.1.0.jar " + String.join(" ", COMMAND) + " > infra/docker/front-door/nginx.conf")
                .content()
                .isEqualTo(printed());
    }

    @Test
    void namesOnlyTheRoutesThatGoElsewhereThanTheirMethodLeads() {
        NginxConf conf = new NginxConf(
                InetSocketAddress.createUnresolved("127.0.0.1", 1),
                Path.of("/t"),
                new TreeMap<>(Map.of(Service.SIP_AUTH, List.of(InetSocketAddress.createUnresolved("::1", 2)))));

        String text = conf.text(List.of(
                new Route("GET", "/v1/a", Service.QUERY, Access.READ),
                new Route("POST", "/v1/a", Service.COMMAND, Access.READ),
                new Route("GET", "/v1/a/{a_id}/b.c", Service.COMMAND, Access.READ),
                new Route("DELETE", "/v1/{id}", Service.SIP_AUTH, Access.READ)));

        assertThat(text)
                .contains("$service {\n        \"~^(GET|HEAD) /v1/a/[^/]+/b\\.c$\" command-service;\n")
                .contains("\"~^DELETE /v1/[^/]+$\" sip-auth-service;\n        \"~^(GET|HEAD) \" query-service;\n")
                .contains("server [::1]:2 ")
                .doesNotContain("@listen", "@temp", "@upstreams", "@routes", "/v1/a$");
    }

    private static String printed() {
        PrintStream stdout = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            assertThat(Main.commandLine().execute(COMMAND.toArray(String[]::new))).isZero();
        } finally {
            System.setOut(stdout);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
