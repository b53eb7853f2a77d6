package io.countersign.systemtests.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.systemtests.Checkout;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The distributed run itself, by the commands of docs/reference/run.md, where a Docker engine is. */
class DistributedRunIT {
    /** Images are pulled the first time. */
    private static final Duration BUILT_WITHIN = Duration.ofMinutes(15);

    private static final Duration READY_WITHIN = Duration.ofMinutes(5);
    private static final Duration DOWN_WITHIN = Duration.ofMinutes(2);
    private static final Pattern OPERATOR_KEY = Pattern.compile("Bearer \\$\\((docker compose exec [^)]+)\\)");

    @Test
    void startsByTheDocumentedCommandsAndServesAtEachNode() throws IOException {
        DockerEngine.assumeComposeRuns();
        Map<String, String> own = ownPlace();
        run(BUILT_WITHIN, own, "docker compose build");
        try {
            run(READY_WITHIN, own, "docker compose up --detach --wait");

            FirstSteps.walk(
                    "http://127.0.0.1:" + own.get("COUNTERSIGN_API_PORT"),
                    run(DOWN_WITHIN, own, documentedCommandForTheOperatorKey()).strip(),
                    List.of(Integer.valueOf(own.get("COUNTERSIGN_SIP_PORT")), Integer.valueOf(own.get("COUNTERSIGN_SIP2_PORT"))));
        } finally {
            run(DOWN_WITHIN, own, "docker compose down --volumes");
        }
    }

    /** Beside a run of the operator's. */
    private static Map<String, String> ownPlace() throws IOException {
        Map<String, String> place = new HashMap<>();
        for (String port : List.of("COUNTERSIGN_API_PORT", "COUNTERSIGN_SIP_PORT", "COUNTERSIGN_SIP2_PORT")) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                place.put(port, Integer.toString(free.getLocalPort()));
            }
        }
        place.put("COUNTERSIGN_SUBNET", "172.30." + ThreadLocalRandom.current().nextInt(1, 240));
        place.put("COMPOSE_PROJECT_NAME", "countersign-test-" + ProcessHandle.current().pid());
        assertThat(place.keySet()).filteredOn(name -> name.startsWith("COUNTERSIGN_")).isSubsetOf(ComposeFile.read().variables().keySet());
        return place;
    }

    private static String documentedCommandForTheOperatorKey() throws IOException {
        Matcher matcher = OPERATOR_KEY.matcher(Files.readString(Checkout.root().resolve("docs/reference/run.md")));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String run(Duration within, Map<String, String> environment, String command) {
        return DockerEngine.run(within, environment, List.of(command.split(" ")));
    }
}
