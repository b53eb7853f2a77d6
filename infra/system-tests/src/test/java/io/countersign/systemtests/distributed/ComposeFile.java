package io.countersign.systemtests.distributed;

import io.countersign.systemtests.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code docker-compose.yml} as Docker reads it: anchors merged, variables replaced by their defaults. */
public final class ComposeFile {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):-([^}]*)}");

    private final String text;
    private final JsonNode root;

    private ComposeFile(String text) {
        this.text = text;
        this.root = JsonMapper.shared().valueToTree(
                new Yaml(new SafeConstructor(new LoaderOptions())).<Object>load(VARIABLE.matcher(text).replaceAll("$2")));
    }

    /** That of the checkout. */
    public static ComposeFile read() {
        try {
            return new ComposeFile(Files.readString(file()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path file() {
        return Checkout.root().resolve("docker-compose.yml");
    }

    /** As it is written. */
    String text() {
        return text;
    }

    JsonNode root() {
        return root;
    }

    /** Variables that an operator may set, and their defaults. */
    Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>();
        Matcher matcher = VARIABLE.matcher(text);
        while (matcher.find()) {
            variables.put(matcher.group(1), matcher.group(2));
        }
        return variables;
    }

    /** The names of all containers. */
    List<String> names() {
        return root.path("services").propertyNames().stream().toList();
    }

    /** What is said of one. */
    JsonNode service(String name) {
        JsonNode service = root.path("services").path(name);
        if (service.isMissingNode()) {
            throw new IllegalArgumentException("docker-compose.yml has no service " + name);
        }
        return service;
    }

    /** The image of one. */
    String image(String name) {
        return service(name).path("image").asString();
    }

    /** The environment of one. */
    public Map<String, String> environment(String name) {
        Map<String, String> environment = new TreeMap<>();
        service(name).path("environment").properties().forEach(entry -> environment.put(entry.getKey(), entry.getValue().asString()));
        return environment;
    }

    /** The command line of one, after its image's entry point. */
    public List<String> command(String name) {
        return texts(service(name).path("command"));
    }

    /** What is mounted in one: target to source; a trailing {@code :ro} is dropped. */
    public Map<String, String> mounts(String name) {
        Map<String, String> mounts = new TreeMap<>();
        for (String volume : texts(service(name).path("volumes"))) {
            String[] parts = volume.split(":", -1);
            mounts.put(parts[1], parts[0]);
        }
        return mounts;
    }

    /** An array of texts. */
    static List<String> texts(JsonNode array) {
        return array.values().stream().map(JsonNode::asString).toList();
    }
}
