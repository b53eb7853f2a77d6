package io.countersign.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.command.aggregate.SnapshotFirstEngine;
import io.countersign.rest.route.FrontDoorRoutes;
import io.countersign.rest.route.Service;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The routes that write, on two instances of the real service. */
@ExtendWith(TwoInstances.Shared.class)
class CommandServiceIT {
    private final TwoInstances instances;
    private final TestClient one;
    private final TestClient two;

    CommandServiceIT(TwoInstances instances) {
        this.instances = instances;
        this.one = instances.one;
        this.two = instances.two;
    }

    @Test
    void itsControllersAnswerTheRoutesOfTheTableAndNoOthers() {
        Set<String> mapped = new TreeSet<>();
        instances.beanOfOne("requestMappingHandlerMapping", RequestMappingHandlerMapping.class).getHandlerMethods().keySet().forEach(mapping ->
                mapping.getPatternsCondition().getPatterns().forEach(pattern -> mapping.getMethodsCondition().getMethods().forEach(
                        method -> mapped.add(method + " " + pattern.getPatternString().replaceAll("\\{[^}]*}", "{}")))));

        assertThat(mapped).isEqualTo(FrontDoorRoutes.all().stream()
                .filter(route -> route.service() == Service.COMMAND)
                .map(route -> route.method() + " " + route.pattern().replaceAll("\\{[^}]*}", "{}"))
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void answersTheDocumentedCallsAsTheyAreDocumented() {
        TestClient.Account account = one.newAccount();
        String trunk = one.newTrunk(account);
        String credentials = "/v1/account/" + account.id() + "/trunks/" + trunk + "/credentials";

        HttpResponse<String> created = one.post(credentials, account.secret(), TestClient.credential("pbx-prod-01"));

        assertThat(created.statusCode()).isEqualTo(201);
        JsonNode body = TestClient.json(created);
        assertThat(body.propertyNames()).containsExactly("id", "trunk_id", "username", "created_at");
        assertThat(body.get("trunk_id").stringValue()).isEqualTo(trunk);
        assertThat(created.headers().firstValue("ETag")).hasValue("\"2\"");
        assertThat(created.headers().firstValue("Consistency-Token")).isPresent();
        String location = created.headers().firstValue("Location").orElseThrow();
        assertThat(location).isEqualTo(credentials + "/" + body.get("id").stringValue());

        HttpResponse<String> deleted = two.delete(location, account.secret());
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(one.delete(location, account.secret()).statusCode()).isEqualTo(404);
        assertThat(instances.count("select count(*) from command.secret where owner = '" + trunk + "'")).isZero();
    }

    @Test
    void warnsOfAWeakPasswordAndTakesIt() {
        TestClient.Account account = one.newAccount();
        HttpResponse<String> created = one.post(
                one.newTrunkCredentials(account), account.secret(),
                "{\"username\":\"pbx\",\"password\":\"password\",\"description\":\"lobby\"}");

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(TestClient.json(created).propertyNames())
                .containsExactly("id", "trunk_id", "username", "created_at", "description", "warnings");
        assertThat(TestClient.json(created).get("warnings").get(0).stringValue()).contains("12 recommended");
    }

    @Test
    void namesEachFieldThatIsWrong() {
        TestClient.Account account = one.newAccount();
        HttpResponse<String> refused = one.post(
                account.path("/trunks"), account.secret(),
                "{\"auth_type\":\"ip\",\"digest_algorithms\":[\"MD5\",\"MD5\"],\"surprise\":1}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(TestClient.json(refused).get("error").get("code").stringValue()).isEqualTo("VALIDATION_FAILED");
        assertThat(refused.body()).contains("\"name\"", "\"auth_type\"", "\"digest_algorithms\"", "\"surprise\"");
    }

    @Test
    void showsNothingOfAnotherAccount() {
        TestClient.Account owner = one.newAccount();
        TestClient.Account stranger = one.newAccount();
        String trunk = one.newTrunk(owner);
        String body = "{\"username\":\"pbx\",\"password\":\"xK7-quiet-lantern-93-vole\"}";

        HttpResponse<String> foreign =
                one.post(stranger.path("/trunks/" + trunk + "/credentials"), stranger.secret(), body);
        HttpResponse<String> missing =
                one.post(stranger.path("/trunks/trunk_000000000000/credentials"), stranger.secret(), body);

        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(foreign.body()).isEqualTo(missing.body());
    }

    @Test
    void tellsItsHealthWithoutHostUserOrStatement() {
        String health = one.get("/actuator/health").body();

        assertThat(health).contains("\"db\"", "\"relay\"", "\"propagation\"");
        assertThat(health).doesNotContain("PostgreSQL", "isValid", "127.0.0.1", instances.database().username());
    }

    @Test
    void aRevokedKeyWorksNoMoreOnEitherInstance() {
        TestClient.Account account = one.newAccount();
        String path = account.path("/api-keys");
        HttpResponse<String> issued = one.post(path, account.secret(), "{\"name\":\"old\",\"role\":\"admin\"}");
        assertThat(issued.statusCode()).as(issued.body()).isEqualTo(201);
        JsonNode key = TestClient.json(issued);
        String secret = key.get("secret").stringValue();
        assertThat(two.post(account.path("/trunks"), secret, TestClient.TRUNK).statusCode()).isEqualTo(201);

        assertThat(one.delete(path + "/" + key.get("id").stringValue(), account.secret()).statusCode()).isEqualTo(204);

        await().atMost(TwoInstances.PATIENCE)
                .until(() -> one.post(account.path("/trunks"), secret, TestClient.TRUNK).statusCode() == 401
                        && two.post(account.path("/trunks"), secret, TestClient.TRUNK).statusCode() == 401);
    }

    @Test
    void deletesOnlyTheVersionThatTheCallerSaw() {
        TestClient.Account account = one.newAccount();
        String path = one.newTrunkCredentials(account);
        HttpResponse<String> created =
                one.post(path, account.secret(), "{\"username\":\"pbx\",\"password\":\"xK7-quiet-lantern-93-vole\"}");
        String location = created.headers().firstValue("Location").orElseThrow();

        assertThat(one.delete(location, account.secret(), "If-Match", "\"7\"").statusCode()).isEqualTo(412);
        String seen = created.headers().firstValue("ETag").orElseThrow();
        assertThat(one.delete(location, account.secret(), "If-Match", seen).statusCode()).isEqualTo(204);
    }

    @Test
    void saysWhetherItIsDurable() {
        JsonNode info = TestClient.json(one.get("/actuator/info", TestClient.OPERATOR));
        assertThat(info.get("durable").booleanValue()).isTrue();
    }

    @Test
    void hasTheStoreThatItIsMeantToHave() {
        assertThat(instances.beanOfOne(EventStorageEngine.class))
                .isInstanceOf(JdbcEventStorageEngine.class)
                .isInstanceOf(SnapshotFirstEngine.class);
        assertThat(instances.beanOfOne(EventStore.class)).isInstanceOf(EmbeddedEventStore.class);
        assertThat(instances.beanOfOne(CommandBus.class)).isInstanceOf(SimpleCommandBus.class);
    }
}
