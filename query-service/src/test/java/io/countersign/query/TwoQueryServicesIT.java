package io.countersign.query;

import static io.countersign.query.QueryInstances.awaitReady;
import static io.countersign.query.QueryInstances.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.schemas.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Two instances on one broker: whichever is asked gives the answer of the one that owns the rows. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoQueryServicesIT {
    private static final String ACCOUNT = "acc_two000000000";
    private static final int TRUNKS = 12;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static QueryInstances instances;

    @SuppressWarnings("NullAway.Init")
    private static ConfigurableApplicationContext first;

    @SuppressWarnings("NullAway.Init")
    private static ConfigurableApplicationContext second;

    private static int firstPort;
    private static int secondPort;

    @BeforeAll
    static void startTwo() {
        instances = QueryInstances.on(folder);
        first = instances.start("query-1");
        second = instances.start("query-2");
        firstPort = QueryInstances.port(first);
        secondPort = QueryInstances.port(second);
        instances.send(Topics.ACCOUNT_EVENTS, ACCOUNT, Facts.accountCreated(ACCOUNT, "Example Ltd"));
        trunks().forEach(trunk -> {
            instances.send(Topics.TRUNK_EVENTS, trunk, Facts.trunkCreated(trunk, ACCOUNT));
            instances.send(Topics.TRUNK_EVENTS, trunk, Facts.credentialCreated(trunk, 2, "cred_" + trunk, "pbx"));
        });
        awaitReady(firstPort);
        awaitReady(secondPort);
        await().atMost(Duration.ofSeconds(30)).until(TwoQueryServicesIT::bothHaveAsked);
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
        instances.close();
    }

    @Test
    void giveTheSameBytesForEveryKey() {
        List<String> paths = new ArrayList<>(List.of("", "/api-keys", "/trunks", "/trunks?limit=5"));
        trunks().forEach(trunk -> {
            paths.add("/trunks/" + trunk);
            paths.add("/trunks/" + trunk + "/credentials");
            paths.add("/trunks/" + trunk + "/credentials/cred_" + trunk);
            paths.add("/trunks/" + trunk + "/auth-failures");
        });
        double before = forwarded(first) + forwarded(second);
        String[] all = trunks().stream().map(trunk -> instances.token("trunk", trunk, ACCOUNT, 2)).toArray(String[]::new);
        for (String path : paths) {
            HttpResponse<String> one = get(firstPort, path(path), all);
            HttpResponse<String> other = get(secondPort, path(path), all);
            assertThat(one.statusCode()).as(path + " " + one.body()).isEqualTo(200);
            assertThat(other.statusCode()).as(path + " " + other.body()).isEqualTo(200);
            assertThat(other.body()).isEqualTo(one.body());
            assertThat(other.headers().firstValue("ETag")).isEqualTo(one.headers().firstValue("ETag"));
        }
        System.out.printf("%d paths at both instances, same bytes; %.0f questions forwarded%n",
                paths.size(), forwarded(first) + forwarded(second) - before);
        assertThat(forwarded(first)).as("the first asks the second").isPositive();
        assertThat(forwarded(second)).as("the second asks the first").isPositive();
    }

    private static boolean bothHaveAsked() {
        trunks().forEach(trunk -> {
            get(firstPort, path("/trunks/" + trunk));
            get(secondPort, path("/trunks/" + trunk));
        });
        return forwarded(first) > 0 && forwarded(second) > 0;
    }

    /** Questions that an instance has asked the other one and got an answer to. */
    private static double forwarded(ConfigurableApplicationContext instance) {
        return instance.getBean(MeterRegistry.class)
                .get("countersign.reads.forwarded")
                .tag("outcome", "answered")
                .timer()
                .count();
    }

    private static List<String> trunks() {
        return IntStream.range(0, TRUNKS).mapToObj("trunk_two%08d"::formatted).toList();
    }

    private static String path(String below) {
        return "/v1/account/" + ACCOUNT + below;
    }
}
