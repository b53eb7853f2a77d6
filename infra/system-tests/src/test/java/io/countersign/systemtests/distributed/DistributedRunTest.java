package io.countersign.systemtests.distributed;

import static io.countersign.systemtests.distributed.ComposeFile.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.systemtests.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What docker-compose.yml says fits the services, the front door's configuration and what is promised of the run. */
class DistributedRunTest {
    private static final Map<String, String> MODULES = Map.of(
            "command-1", "command-service", "command-2", "command-service",
            "query-1", "query-service", "query-2", "query-service",
            "sip-1", "sip-auth-service", "sip-2", "sip-auth-service");
    private static final List<String> BROKERS = List.of("kafka-1", "kafka-2", "kafka-3");
    private static final String ONE_SHOT = "keys";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(COUNTERSIGN_[A-Z0-9_]+)[:}]");
    private static final Pattern UPSTREAM = Pattern.compile("(?m)^\\s*server ([a-z0-9-]+):(\\d+) ");

    private final ComposeFile compose = ComposeFile.read();

    @Test
    void thereAreThreeBrokersAndTwoOfEachService() {
        List<String> expected = new ArrayList<>(MODULES.keySet());
        expected.addAll(BROKERS);
        expected.addAll(List.of("front-door", "postgres", ONE_SHOT));
        assertThat(compose.names()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void everyVariableIsReadByTheServiceThatIsToldIt() {
        MODULES.forEach((name, module) -> {
            Set<String> read = new TreeSet<>(placeholders(module + "/src/main/resources/" + module + ".yaml"));
            read.addAll(placeholders("infra/rest-support/src/main/resources/countersign-service.yaml"));
            assertThat(read).isNotEmpty();
            read.add("SPRING_CONFIG_IMPORT"); // Spring Boot itself

            assertThat(compose.environment(name).keySet()).as(name).isSubsetOf(read);
        });
    }

    @Test
    void whatAnOperatorMaySetIsDocumentedWithItsDefault() throws IOException {
        String page = Files.readString(Checkout.root().resolve("docs/reference/run.md"));
        int start = page.indexOf("| variable for `docker compose` |");
        assertThat(start).isPositive();
        String table = page.substring(start, page.indexOf("\n\n", start));
        Set<String> documented = new TreeSet<>();
        Matcher matcher = Pattern.compile("`(COUNTERSIGN_\\w+)`").matcher(table);
        while (matcher.find()) {
            documented.add(matcher.group(1));
        }

        assertThat(documented).isEqualTo(compose.variables().keySet());
        List.of("COUNTERSIGN_BIND", "COUNTERSIGN_API_PORT", "COUNTERSIGN_SIP_PORT", "COUNTERSIGN_SIP2_PORT", "COUNTERSIGN_SIPS_PORT",
                        "COUNTERSIGN_SIPS2_PORT", "COUNTERSIGN_SUBNET")
                .forEach(variable -> assertThat(table).contains(compose.variables().getOrDefault(variable, "none")));
    }

    @Test
    void instancesOfAServiceDifferInNameAndAddressOnly() {
        for (String kind : List.of("command", "query", "sip")) {
            String first = compose.service(kind + "-1").path("environment").toString();
            String second = compose.service(kind + "-2").path("environment").toString();
            assertThat(second).isEqualTo(first.replace(kind + "-1", kind + "-2").replace("127.0.0.1:5060", "127.0.0.1:5070"));
            assertThat(compose.environment(kind + "-2")).containsEntry("COUNTERSIGN_NODE", kind + "-2");
        }
    }

    @Test
    void nginxKnowsEveryInstanceByItsAddress() throws IOException {
        String configuration = Files.readString(Checkout.root().resolve(frontDoorConfiguration()));
        Set<String> upstreams = new HashSet<>();
        Matcher matcher = UPSTREAM.matcher(configuration);
        while (matcher.find()) {
            upstreams.add(matcher.group(1));
            assertThat(matcher.group(2)).isEqualTo("8080"); // the default of COUNTERSIGN_HTTP_PORT, which nothing changes
        }
        assertThat(upstreams).isEqualTo(MODULES.keySet());

        JsonNode hosts = compose.service("front-door").path("extra_hosts");
        MODULES.keySet().forEach(name -> {
            assertThat(hosts.path(name).asString()).as(name).isEqualTo(address(name));
            assertThat(compose.environment(name)).doesNotContainKey("COUNTERSIGN_HTTP_PORT");
        });
    }

    @Test
    void nginxAloneIsBelievedWhereAClientIs() {
        Stream.of("command-1", "command-2", "query-1", "query-2", "sip-1", "sip-2").forEach(name ->
                assertThat(compose.environment(name)).containsEntry("COUNTERSIGN_TRUSTED_PROXIES", address("front-door") + "/32"));
    }

    @Test
    void nothingButTheFrontDoorAndSipIsPublished() {
        Set<String> published = new TreeSet<>();
        compose.names().forEach(name -> texts(compose.service(name).path("ports")).forEach(port -> published.add(name + " " + port)));

        assertThat(published).containsExactly(
                "front-door 127.0.0.1:8080:8080",
                "sip-1 127.0.0.1:5060:5060/tcp", "sip-1 127.0.0.1:5060:5060/udp", "sip-1 127.0.0.1:5061:5061/tcp",
                "sip-2 127.0.0.1:5070:5060/tcp", "sip-2 127.0.0.1:5070:5060/udp", "sip-2 127.0.0.1:5071:5061/tcp");
        Stream.of("sip-1", "sip-2").forEach(name -> assertThat(compose.environment(name))
                .containsEntry("COUNTERSIGN_SIP_PORT", "5060").containsEntry("COUNTERSIGN_SIPS_PORT", "5061")
                .containsEntry("COUNTERSIGN_BIND", "0.0.0.0"));
        assertThat(compose.environment("sip-1")).containsEntry("COUNTERSIGN_SIP_ADVERTISE", "127.0.0.1:5060");
    }

    @Test
    void tlsIsOffUntilACertificateIsGiven() {
        Stream.of("sip-1", "sip-2").forEach(name -> {
            assertThat(compose.environment(name))
                    .containsEntry("COUNTERSIGN_TLS_CERTIFICATE_FILE", "").containsEntry("COUNTERSIGN_TLS_KEY_FILE", "");
            assertThat(compose.mounts(name)).containsEntry("/run/tls", "./infra/docker/tls");
        });
        assertThat(Checkout.root().resolve("infra/docker/tls")).isDirectory();
    }

    @Test
    void kafkaLosesNothingWithOneBroker() {
        for (String broker : BROKERS) {
            assertThat(compose.environment(broker))
                    .containsEntry("KAFKA_DEFAULT_REPLICATION_FACTOR", "3")
                    .containsEntry("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "3")
                    .containsEntry("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "3")
                    .containsEntry("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "2")
                    .containsEntry("KAFKA_TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS", "1000")
                    .containsEntry("KAFKA_MIN_INSYNC_REPLICAS", "2")
                    .containsEntry("KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE", "false")
                    .containsEntry("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                    .containsEntry("KAFKA_NODE_ID", broker.substring("kafka-".length()))
                    .containsEntry("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://" + broker + ":9092")
                    .containsEntry("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@kafka-1:9093,2@kafka-2:9093,3@kafka-3:9093");
            assertThat(Uuid.fromString(compose.environment(broker).get("CLUSTER_ID"))).isNotEqualTo(Uuid.ZERO_UUID);
            assertThat(compose.mounts(broker)).containsEntry(compose.environment(broker).get("KAFKA_LOG_DIRS"), broker + "-data");
        }
        MODULES.keySet().forEach(name -> assertThat(compose.environment(name))
                .containsEntry("COUNTERSIGN_KAFKA_BOOTSTRAP_SERVERS", "kafka-1:9092,kafka-2:9092,kafka-3:9092")
                .containsEntry("COUNTERSIGN_KAFKA_REPLICATION_FACTOR", "3"));
    }

    @Test
    void everythingComesBackAndHasALimit() {
        for (String name : compose.names()) {
            JsonNode service = compose.service(name);
            assertThat(service.path("restart").asString()).as(name).isEqualTo(name.equals(ONE_SHOT) ? "no" : "unless-stopped");
            assertThat(service.path("mem_limit").asString()).as(name).matches("[1-9]\\d*[mg]");
            assertThat(service.path("logging").path("driver").asString()).as(name).isEqualTo("local");
        }
    }

    @Test
    void everyConditionCanBecomeTrue() {
        int conditions = 0;
        for (String name : compose.names()) {
            for (Map.Entry<String, JsonNode> needed : compose.service(name).path("depends_on").properties()) {
                conditions++;
                assertThat(compose.names()).contains(needed.getKey());
                String condition = needed.getValue().path("condition").asString();
                assertThat(condition).isEqualTo(
                        needed.getKey().equals(ONE_SHOT) ? "service_completed_successfully" : "service_healthy");
                assertThat(condition.equals("service_healthy") && !compose.service(needed.getKey()).has("healthcheck"))
                        .as("%s waits for %s, which never says that it is healthy", name, needed.getKey())
                        .isFalse();
            }
        }
        assertThat(conditions).isPositive();
    }

    @Test
    void ourContainersCanWriteOnlyWhereTheyMust() {
        Stream.concat(MODULES.keySet().stream(), Stream.of("front-door", ONE_SHOT)).forEach(name -> {
            JsonNode service = compose.service(name);
            assertThat(service.path("read_only").asBoolean()).as(name).isTrue();
            assertThat(texts(service.path("cap_drop"))).as(name).containsExactly("ALL");
            assertThat(texts(service.path("security_opt"))).as(name).containsExactly("no-new-privileges:true");
            assertThat(texts(service.path("tmpfs"))).as(name).singleElement().asString().startsWith("/tmp:exec,mode=1777,");
        });
    }

    @Test
    void everyVolumeIsDeclaredAndUsed() {
        Set<String> used = new TreeSet<>();
        compose.names().forEach(name -> compose.mounts(name).values().stream().filter(source -> !source.startsWith(".")).forEach(used::add));

        assertThat(used).isEqualTo(new TreeSet<>(compose.root().path("volumes").propertyNames()));
    }

    @Test
    void everyAddressIsUsedOnce() {
        List<String> addresses = compose.names().stream().filter(name -> !name.equals(ONE_SHOT)).map(this::address).toList();

        assertThat(addresses).doesNotHaveDuplicates().allMatch(address -> address.startsWith("172.30.240."));
    }

    private String address(String name) {
        return compose.service(name).path("networks").path("inside").path("ipv4_address").asString();
    }

    private String frontDoorConfiguration() {
        String source = compose.mounts("front-door").getOrDefault("/etc/nginx/nginx.conf", "");
        assertThat(source).isEqualTo("./infra/docker/front-door/nginx.conf"); // NginxConfTest compares it with the table of routes
        return source;
    }

    private static Set<String> placeholders(String file) {
        try {
            Set<String> found = new TreeSet<>();
            Matcher matcher = PLACEHOLDER.matcher(Files.readString(Checkout.root().resolve(Path.of(file))));
            while (matcher.find()) {
                found.add(matcher.group(1));
            }
            return found;
        } catch (IOException e) {
            throw new AssertionError(file, e);
        }
    }
}
