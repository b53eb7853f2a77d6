package io.countersign.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.rest.key.ApiKey;
import io.countersign.systemtests.ApiOperations.Operation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every operation of the OpenAPI document with every kind of key, and with every object of another account in its path. An
 * operation that is added to the document is in it; a path with an object that {@link Tenant} can't make fails.
 */
@ExtendWith(SharedCountersign.class)
@Order(SharedCountersign.LAST + 1) // it also asks for a rebuild
class TenantsApartIT {
    /** Differ from answer to answer, whatever was asked for. */
    private static final Set<String> OF_ONE_ANSWER = Set.of("date", "x-request-id", "ratelimit-remaining", "ratelimit-reset");

    /** Names in paths that are no objects below an account. */
    private static final Set<String> NO_OBJECTS = Set.of("account_id", "target", "source_lockout_id");

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String SPY = "spy-b7c3";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

    private static RunningCountersign running;
    private static ApiOperations operations;
    private static Tenant own;
    private static Tenant other;
    private static Tenant.Objects ours;
    private static Tenant.Objects theirs;
    private static String revoked;

    private int requests;
    private final List<String> leaks = new ArrayList<>();

    @BeforeAll
    static void up(RunningCountersign shared) {
        running = shared;
        RestClient operator = running.operator();
        operations = ApiOperations.of(operator.get("/openapi.json").expect(200).json());
        own = Tenant.create(operator, running.ports().sip(), "own-4d21");
        other = Tenant.create(operator, running.ports().sip(), "other-9e55");
        ours = own.newObjects();
        theirs = other.newObjects();
        revoked = own.revokedKey();
        await().atMost(TIMEOUT).until(() -> operator.withKey(revoked).get("/v1/account/" + own.accountId()).status() == 401);
        failAtTheOthersTrunk();
    }

    @Test
    void noOperationShowsOrChangesWhatTheKeyMayNot() {
        String before = stateOfTheOther();
        Map<Operation, CompletableFuture<HttpResponse<String>>> unknown = operations.all().stream() // each waits for a second
                .filter(operation -> !operation.access().equals("public"))
                .collect(Collectors.toMap(operation -> operation, TenantsApartIT::withAnUnknownKey));
        for (Operation operation : operations.all()) {
            if (operation.access().equals("public")) {
                everyoneGetsIt(operation);
            } else {
                withoutAValidKey(operation, Objects.requireNonNull(unknown.get(operation)));
                withAKeyOfTheWrongRole(operation);
                withAForeignAccount(operation);
                withForeignObjects(operation);
                withAKeyThatMay(operation);
            }
        }

        System.out.printf("tenants: %d routes, %d requests, %d leaks%n", operations.all().size(), requests, leaks.size());
        assertThat(leaks).isEmpty();
        assertThat(operations.all()).hasSizeGreaterThan(15);
        assertThat(stateOfTheOther()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "GET /v1/account/{other}/trunks", "HEAD /v1/account/{other}/trunks", "OPTIONS /v1/account/{other}/trunks",
        "TRACE /v1/account/{other}/trunks", "BREW /v1/account/{other}/trunks", "GET /docs/../v1/account/{other}/trunks",
        "GET /docs/%2e%2e/v1/account/{other}/trunks", "GET /schemas/..;/v1/account/{other}/trunks",
        "GET /actuator/../v1/account/{other}/trunks", "GET /actuator/..;/v1/account/{other}/trunks",
        "GET /v1/account/{own}/../{other}/trunks", "GET /v1/account/{own}/..%2F{other}/trunks",
        "GET /v1/account/{own}%2F..%2F{other}/trunks", "GET /v1/account/{own};/../{other}/trunks",
        "GET /v1/account/{own}/trunks/..%2F..%2F{other}%2Ftrunks", "GET /v1/account/{own}/trunks/{trunk}%00",
        "GET /v1/account/{own}/trunks/{trunk}", "GET /v1/account/{own}/trunks/{trunk};x=1/credentials",
        "GET /v1/account/{own}/trunks/{trunk}%2Fcredentials", "GET /V1/ACCOUNT/{other}/trunks", "GET /v1/Account/{other}/trunks",
        "GET //v1/account/{other}/trunks", "GET /v1//account/{other}/trunks", "GET /v1/account//{other}/trunks",
        "GET /v1/account/{other}/trunks/", "GET /v1/account/{other}", "GET http://127.0.0.1/v1/account/{other}/trunks",
        "GET /internal/questions", "POST /internal/questions", "POST /v1/account/{own}/trunks/{trunk}/credentials/",
        "GET /v1/account/{own}%20/trunks", "GET /v1/account/%FF%FE/trunks", "GET /v1/account/{own}?account_id={other}",
    })
    void noPathLeadsToAnotherAccount(String target) {
        String path = target.replace("{own}", own.accountId()).replace("{other}", other.accountId())
                .replace("{trunk}", theirs.ids().get("trunk_id"));
        for (String extra : List.of("", "X-Original-URL: /v1/account/" + other.accountId() + "\r\n",
                "X-HTTP-Method-Override: DELETE\r\nX-Forwarded-For: 127.0.0.1\r\n", "Origin: http://a.example\r\nAccess-Control-Request-Method: GET\r\n")) {
            String answer = raw(path + " HTTP/1.1", "Authorization: Bearer " + own.adminKey() + "\r\n" + extra);
            assertThat(marksIn(answer, other, theirs)).as(answer).isEmpty();
            assertThat(answer).startsWith("HTTP/1.1 ").doesNotContain("<html").doesNotContain(own.adminKey());
            if (!path.contains("?")) {
                assertThat(answer).as(path).startsWith("HTTP/1.1 4");
            }
        }
    }

    @Test
    void anAuthorizationIsReadInOneWayOnly() {
        String path = "GET /v1/account/" + own.accountId();
        String key = own.adminKey();

        for (String good : List.of("Bearer " + key, "bearer " + key, "BEARER " + key, "Bearer  " + key + "  ")) {
            assertThat(raw(path + " HTTP/1.1", "Authorization: " + good + "\r\n")).as(good.substring(0, 8)).startsWith("HTTP/1.1 200");
            assertThat(raw(path + " HTTP/1.1", "authorization:" + good + "\r\n")).startsWith("HTTP/1.1 200");
        }
        for (String bad : List.of("", "Bearer", "Bearer ", key, "Bearer" + key, "Bearer " + key + " " + key, "Bearer " + key + ",", "Bearer \"" + key + "\"",
                "Bearer " + key.toUpperCase(Locale.ROOT), "Bearer " + key + "\u00e9", "Bearer \u00ff\u00fe\u00fd", "Basic " + key, "Bearer " + "a".repeat(2_000))) {
            assertThat(raw(path + " HTTP/1.1", "Authorization: " + bad + "\r\n")).as(bad).startsWith("HTTP/1.1 401");
        }
        String line = "Authorization: Bearer " + key + "\r\n";
        assertThat(raw(path + " HTTP/1.1", line + line)).startsWith("HTTP/1.1 401");
        assertThat(raw(path + " HTTP/1.1", "Authorization: Basic YTpi\r\n" + line)).startsWith("HTTP/1.1 401");
        assertThat(raw(path + " HTTP/1.1", "Connection: authorization\r\n" + line)).startsWith("HTTP/1.1 401");
        assertThat(raw(path + "?access_token=" + key + "&api_key=" + key + " HTTP/1.1", "Cookie: token=" + key + "\r\n")).startsWith("HTTP/1.1 401");
        assertThat(raw(path + " HTTP/1.1", "Authorization: Bearer " + "a".repeat(10_000) + "\r\n")).startsWith("HTTP/1.1 4");
        assertThat(raw(path + " HTTP/1.1", line)).startsWith("HTTP/1.1 200");
    }

    private void everyoneGetsIt(Operation operation) {
        for (Optional<String> key : List.of(Optional.<String>empty(), Optional.of("rubbish"), Optional.of(revoked), Optional.of(other.readKey()))) {
            expect(operation, operation.success(), send(operation, ours, ours.ids(), key));
        }
    }

    private void withoutAValidKey(Operation operation, CompletableFuture<HttpResponse<String>> unknown) {
        String key = own.adminKey();
        char last = key.charAt(key.length() - 1);
        Set<String> answers = new HashSet<>();
        for (Optional<String> bad : List.of(
                Optional.<String>empty(),
                Optional.of("csk_live_x"),
                Optional.of(key.substring(0, key.length() - 1) + (last == '0' ? '1' : '0')),
                Optional.of(revoked))) {
            answers.add(bytes(refused(operation, 401, send(operation, ours, ours.ids(), bad))));
        }
        answers.add(bytes(refused(operation, 401, unknown.join())));
        assertThat(answers).as("answers of %s without a valid key", operation).hasSize(1);
    }

    private static CompletableFuture<HttpResponse<String>> withAnUnknownKey(Operation operation) {
        return sendAsync(operation, ours, ours.ids(), Optional.of(ApiKey.generate(new SecureRandom()).exportText()));
    }

    private void withAKeyOfTheWrongRole(Operation operation) {
        if (operation.access().equals("operator")) {
            refused(operation, 403, send(operation, ours, ours.ids(), Optional.of(own.adminKey())));
        }
        if (!operation.access().equals("read")) {
            refused(operation, 403, send(operation, ours, ours.ids(), Optional.of(own.readKey())));
        }
    }

    private void withAForeignAccount(Operation operation) {
        if (!operation.parameters().contains("account_id")) {
            return;
        }
        Map<String, String> nowhere = with(ours.ids(), Set.of("account_id"), missing());
        for (String key : List.of(other.adminKey(), other.readKey())) {
            sameAsMissing(operation, ours, ours.ids(), nowhere, key);
        }
        refused(operation, 404, send(operation, ours, nowhere, Optional.of(running.operator().key())));
    }

    /** Each choice of the objects below the account is another's, the rest is ours. */
    private void withForeignObjects(Operation operation) {
        List<String> objects = operation.parameters().stream().filter(name -> !NO_OBJECTS.contains(name)).toList();
        for (int choice = 1; choice < 1 << objects.size(); choice++) {
            Set<String> chosen = new TreeSet<>();
            for (int i = 0; i < objects.size(); i++) {
                if ((choice >> i & 1) == 1) {
                    chosen.add(objects.get(i));
                }
            }
            Map<String, String> foreign = with(ours.ids(), chosen, theirs.ids());
            Map<String, String> nowhere = with(ours.ids(), chosen, missing());
            sameAsMissing(operation, ours, foreign, nowhere, own.adminKey());
            sameAsMissing(operation, ours, foreign, nowhere, running.operator().key());
            if (operation.access().equals("read")) {
                sameAsMissing(operation, ours, foreign, nowhere, own.readKey());
            }
        }
    }

    private void withAKeyThatMay(Operation operation) {
        List<String> keys = switch (operation.access()) {
            case "read" -> List.of(running.operator().key(), own.adminKey(), own.readKey());
            case "admin" -> List.of(running.operator().key(), own.adminKey());
            default -> List.of(running.operator().key());
        };
        for (String key : keys) {
            Tenant.Objects fresh = operation.writes() ? own.newObjects() : ours;
            HttpResponse<String> answer = send(operation, fresh, fresh.ids(), Optional.of(key));
            expect(operation, operation.isOfAll() && answer.statusCode() == 409 ? 409 : operation.success(), answer);
            if (operation.parameters().contains("account_id")) {
                note(operation, answer, marksIn(text(answer), other, theirs));
            }
        }
    }

    private void sameAsMissing(
            Operation operation, Tenant.Objects seen, Map<String, String> foreign, Map<String, String> nowhere, String key) {
        String found = bytes(refused(operation, 404, send(operation, seen, foreign, Optional.of(key))));
        assertThat(found).as("%s of another account, beside one that doesn't exist", operation)
                .isEqualTo(bytes(refused(operation, 404, send(operation, seen, nowhere, Optional.of(key)))));
    }

    private HttpResponse<String> refused(Operation operation, int status, HttpResponse<String> answer) {
        expect(operation, status, answer);
        note(operation, answer, marksIn(text(answer), other, theirs));
        note(operation, answer, marksIn(text(answer), own, ours));
        return answer;
    }

    private void expect(Operation operation, int status, HttpResponse<String> answer) {
        requests++;
        assertThat(answer.statusCode()).as("%s: %s", operation, text(answer)).isEqualTo(status);
    }

    private void note(Operation operation, HttpResponse<String> answer, List<String> marks) {
        marks.forEach(mark -> leaks.add(operation + " shows " + mark + " in " + text(answer)));
    }

    private static HttpResponse<String> send(
            Operation operation, Tenant.Objects seen, Map<String, String> ids, Optional<String> key) {
        return sendAsync(operation, seen, ids, key).join();
    }

    private static CompletableFuture<HttpResponse<String>> sendAsync(
            Operation operation, Tenant.Objects seen, Map<String, String> ids, Optional<String> key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base() + operation.path(ids)))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .method(operation.method(), operation.example().map(BodyPublishers::ofString).orElse(BodyPublishers.noBody()));
        key.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        seen.tokens().forEach(token -> request.header("Consistency-Token", token));
        return HTTP.sendAsync(request.build(), BodyHandlers.ofString());
    }

    /** What must be the same for what is foreign and what is missing. */
    private static String bytes(HttpResponse<String> answer) {
        Map<String, List<String>> headers = new TreeMap<>();
        answer.headers().map().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        headers.keySet().removeAll(OF_ONE_ANSWER);
        return answer.statusCode() + "\n" + headers + "\n" + answer.body();
    }

    private static String text(HttpResponse<String> answer) {
        return answer.headers().map() + "\n" + answer.body();
    }

    private static List<String> marksIn(String text, Tenant tenant, Tenant.Objects objects) {
        List<String> marks = new ArrayList<>(List.of(tenant.mark(), tenant.adminKey(), tenant.readKey(), objects.sipDomain()));
        objects.ids().forEach((name, id) -> {
            if (!Set.of("id", "target", "source_lockout_id").contains(name)) {
                marks.add(id);
            }
        });
        if (tenant.equals(other)) {
            marks.add(SPY);
        }
        return marks.stream().filter(text::contains).toList();
    }

    private static Map<String, String> with(Map<String, String> ids, Set<String> names, Map<String, String> others) {
        Map<String, String> mixed = new HashMap<>(ids);
        names.forEach(name -> mixed.put(name, others.get(name)));
        return mixed;
    }

    /** Ids of the right form that nothing has. */
    private static Map<String, String> missing() {
        Map<String, String> ids = new HashMap<>();
        ours.ids().forEach((name, id) -> ids.put(name, id.substring(0, id.indexOf('_') + 1) + "zzzzzzzzzzz0"));
        return ids;
    }

    private static String stateOfTheOther() {
        RestClient client = running.operator().withKey(other.adminKey());
        String account = "/v1/account/" + other.accountId();
        String trunk = account + "/trunks/" + theirs.ids().get("trunk_id");
        StringBuilder state = new StringBuilder();
        for (String path : List.of(account, account + "/api-keys", account + "/trunks", account + "/lockouts", trunk, trunk + "/credentials", trunk + "/registrations", trunk + "/auth-failures")) {
            String[] tokens = theirs.tokens().stream().flatMap(token -> List.of("Consistency-Token", token).stream()).toArray(String[]::new);
            state.append(client.get(path, tokens).expect(200).body()).append('\n');
        }
        return state.toString();
    }

    /** So that the other account has a failure that could be shown. */
    private static void failAtTheOthersTrunk() {
        String failures = "/v1/account/" + other.accountId() + "/auth-failures";
        try (SipUser phone = SipUser.overUdp(running.ports().sip(), theirs.sipDomain())) {
            await().atMost(TIMEOUT).until(() -> {
                phone.register(SPY, "a wrong password", DigestAlgorithm.SHA_256);
                return running.operator().get(failures).body().contains(SPY);
            });
        }
    }

    private static String base() {
        return "http://127.0.0.1:" + running.ports().api();
    }

    private static String raw(String startLine, String headers) {
        return RawHttp.exchange(running.ports().api(), startLine + "\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + headers + "\r\n");
    }
}
