package io.countersign.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.systemtests.RestClient.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** One credential goes all the way: REST, event, Kafka, fold, SIP; and a failure comes back. */
@ExtendWith(SharedCountersign.class)
@Order(SharedCountersign.LAST)
class PipelineIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String PASSWORD = "secure_password_here_123";

    @TempDir
    private static Path folder;

    private static RunningCountersign running;
    /** The peers that are to stay register beside it. */
    @BeforeAll
    static void use(RunningCountersign shared, StayingPeers peers) {
        running = shared;
    }

    @Test
    void theSeedPagesThreeCallsAnswerAsPrinted() {
        Customer customer = Customer.create(running.operator(), "[\"SHA-256\",\"MD5\"]");

        Answer created = customer.createCredential("pbx-prod-01", PASSWORD).expect(201);
        assertThat(created.json().propertyNames()).containsExactlyInAnyOrder("id", "trunk_id", "username", "created_at");
        assertThat(created.json().get("trunk_id").asString()).isEqualTo(customer.trunkId());
        assertThat(created.json().get("username").asString()).isEqualTo("pbx-prod-01");
        assertThat(Instant.parse(created.json().get("created_at").asString())).isBeforeOrEqualTo(Instant.now());
        String id = created.json().get("id").asString();
        assertThat(id).startsWith("cred_");

        JsonNode list = listed(customer, created);
        assertThat(list.get("data")).hasSize(1);
        assertThat(list.get("data").get(0).get("id").asString()).isEqualTo(id);
        assertThat(list.get("data").get(0).get("username").asString()).isEqualTo("pbx-prod-01");

        Answer deleted = customer.deleteCredential(id).expect(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(listed(customer, deleted).get("data")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"udp, SHA_256", "tcp, SHA_256", "tls, SHA_256", "udp, MD5", "tcp, MD5"})
    void aPhoneRegistersWithTheCredentialUntilItIsDeleted(String transport, DigestAlgorithm algorithm) {
        Customer customer = Customer.create(running.operator(), "[\"SHA-256\",\"MD5\"]");
        String id = effective(customer.createCredential("pbx", PASSWORD, "Prefer", "wait=5")).json().get("id").asString();

        try (SipUser phone = phone(transport, customer)) {
            SipUser.Answer accepted = phone.register("pbx", PASSWORD, algorithm);
            assertThat(accepted.status()).as(accepted.text()).isEqualTo(200);
            assertThat(accepted.headers("Contact")).hasSize(1);
            String registrations = customer.trunkPath() + "/registrations";
            await().atMost(Duration.ofSeconds(1)).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
                JsonNode data = customer.client().get(registrations).expect(200).json().get("data");
                assertThat(data).hasSize(1);
                assertThat(data.get(0).get("credential_id").asString()).isEqualTo(id);
                assertThat(data.get(0).get("transport").asString()).isEqualTo(transport);
            });

            SipUser.Answer invited = phone.invite("pbx", PASSWORD, algorithm);
            assertThat(invited.text()).startsWith("SIP/2.0 404 No route\r\n");

            Answer deleted = effective(customer.deleteCredential(id, "Prefer", "wait=5"));
            assertThat(phone.register("pbx", PASSWORD, algorithm).status()).isEqualTo(401);
            String token = deleted.header("Consistency-Token").orElseThrow();
            assertThat(customer.client().get(registrations, "Consistency-Token", token).expect(200).json().get("data")).isEmpty();
        }
    }

    @Test
    void wrongPasswordAndUnknownUserAreRefusedAlikeAndShowWithinASecond() {
        Customer customer = Customer.create(running.operator(), "[\"SHA-256\",\"MD5\"]");
        effective(customer.createCredential("pbx", PASSWORD, "Prefer", "wait=5"));

        Instant began = Instant.now();
        try (SipUser phone = SipUser.overUdp(running.ports().sip(), customer.sipDomain())) {
            SipUser.Answer wrong = phone.register("pbx", "another password", DigestAlgorithm.SHA_256);
            SipUser.Answer unknown = phone.register("abc", "another password", DigestAlgorithm.SHA_256);
            assertThat(alike(wrong, "pbx")).isEqualTo(alike(unknown, "abc"));
            assertThat(wrong.status()).isEqualTo(401);
        }
        Instant ended = Instant.now();

        long refused = System.nanoTime();
        String failures = customer.trunkPath() + "/auth-failures";
        await().atMost(Duration.ofSeconds(1)).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
            JsonNode data = customer.client().get(failures).expect(200).json().get("data");
            assertThat(data).hasSize(2);
            assertThat(data.get(0).get("reason").asString()).isEqualTo("unknown_user");
            assertThat(data.get(0).get("username").asString()).isEqualTo("abc");
            assertThat(data.get(1).get("reason").asString()).isEqualTo("wrong_password");
            assertThat(data.get(1).get("message").asString()).isNotBlank();
            assertThat(data.get(1).get("source_ip").asString()).isEqualTo("127.0.0.1");
        });
        long ofTrunk = System.nanoTime();
        String ofAccount = "/v1/account/" + customer.accountId() + "/auth-failures";
        await().atMost(Duration.ofSeconds(1)).pollInterval(Duration.ofMillis(10)).untilAsserted(
                () -> assertThat(customer.client().get(ofAccount).expect(200).json().get("data")).hasSize(2));
        JsonNode summary = await().atMost(Duration.ofSeconds(20)).until(
                () -> customer.client().get(failures + "/summary?step=1s&since=" + began + "&until=" + ended).expect(200).json(),
                it -> it.get("total").asLong() == 2 && it.get("complete").asBoolean());
        assertThat(summary.get("by_reason").toString()).isEqualTo("{\"unknown_user\":1,\"wrong_password\":1}");
        assertThat(summary.at("/top/usernames").toString()).contains("\"pbx\"", "\"abc\"");
        assertThat(summary.at("/top/sources").toString()).isEqualTo("[{\"source_ip\":\"127.0.0.1\",\"count\":2}]");
        System.out.printf("two failures readable %d ms after the last refusal, those of the account %d ms later%n",
                (ofTrunk - refused) / 1_000_000, (System.nanoTime() - ofTrunk) / 1_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"u1", "t1"})
    void sippRegistersOverUdpAndTcp(String mode) throws IOException {
        Peer.assumeInstalled("sipp", "sip-tester");
        Customer customer = Customer.create(running.operator(), "[\"MD5\"]");
        effective(customer.createCredential("sipp-user", "sipp_password_12", "Prefer", "wait=5"));
        Path work = Files.createTempDirectory(folder, "sipp");
        Path users = Files.writeString(
                work.resolve("users.csv"),
                "SEQUENTIAL\nsipp-user;[authentication username=sipp-user password=sipp_password_12];" + customer.sipDomain() + "\n");

        Peer.Result result = Peer.run(work, List.of(
                "sipp", "127.0.0.1:" + running.ports().sip(), "-sf",
                Checkout.root().resolve("infra/system-tests/src/test/resources/sipp/register.xml").toString(),
                "-inf", users.toString(), "-t", mode, "-i", "127.0.0.1", "-m", "5", "-r", "5", "-l", "1", "-timeout", "15", "-nostdin"));

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "tls"})
    void sipsakRegistersOverUdpTcpAndTls(String transport) throws IOException {
        Peer.assumeInstalled("sipsak", "sipsak");
        Customer customer = Customer.create(running.operator(), "[\"MD5\"]");
        effective(customer.createCredential("sipsak-user", "sipsak_password", "Prefer", "wait=5"));

        Peer.Result accepted = sipsak(customer, transport, "sipsak_password");
        assertThat(accepted.exitCode()).as(accepted.output()).isZero();

        Peer.Result refused = sipsak(customer, transport, "another_password");
        assertThat(refused.exitCode()).as(refused.output()).isNotZero();
    }

    /** Of 100 usernames the scanner learns none, though one exists; of 2,000 words the cracker finds not the one that is right. */
    @Test
    void sipviciousFindsNeitherAUsernameNorAPassword() throws IOException {
        Peer.assumeInstalled("svcrack", "sipvicious");
        Customer customer = Customer.create(running.operator(), "[\"MD5\"]");
        effective(customer.createCredential("1005", "sesame-1005-open", "Prefer", "wait=5"));
        Path work = Files.createTempDirectory(folder, "sipvicious");
        Path words = Files.write(
                work.resolve("words.txt"),
                Stream.concat(IntStream.range(0, 2_000).mapToObj(i -> "word" + i), Stream.of("sesame-1005-open")).toList());

        List<CompletableFuture<Peer.Result>> scans = Stream.of("REGISTER", "INVITE")
                .map(method -> CompletableFuture.supplyAsync(
                        () -> sipvicious(work, customer, "svwar", "127.77.0.1", "--force", "-e1000-1099", "-m", method)))
                .toList();
        Peer.Result crack = sipvicious(work, customer, "svcrack", "127.77.0.2", "-u1005", "-d", words.toString());
        assertThat(crack.output()).contains("found nothing").doesNotContain("sesame");
        for (CompletableFuture<Peer.Result> scan : scans) {
            assertThat(scan.join().output()).contains("found nothing").doesNotContainPattern("\\|\\s*1005"); // its table's row
        }

        JsonNode lockouts = customer.client().get("/v1/account/" + customer.accountId() + "/lockouts").expect(200).json().get("data");
        assertThat(lockouts.valueStream()).anySatisfy(lockout -> assertThat(lockout.get("username").asString()).isEqualTo("1005"));
        try (SipUser phone = SipUser.overUdp(InetAddress.getByName("127.77.0.3"), running.ports().sip(), customer.sipDomain())) {
            assertThat(phone.register("1005", "sesame-1005-open", DigestAlgorithm.MD5).status()).isEqualTo(200);
        }
    }

    @Test
    void noPasswordOrHa1IsInAnAnswerALogAMetricOrOnDisk() throws IOException {
        Customer customer = Customer.create(running.operator(), "[\"SHA-256\",\"MD5\"]");
        List<byte[]> marks = new ArrayList<>();
        StringBuilder answers = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            String password = "Marked-" + i + "-7f3a9c51";
            String username = "marked" + i;
            answers.append(customer.createCredential(username, password).expect(201).body());
            marks.addAll(SecretMarks.of(username, customer.sipDomain(), password));
        }
        try (SipUser phone = SipUser.overUdp(running.ports().sip(), customer.sipDomain())) {
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            phone.register("marked199", "Marked-199-7f3a9c51", DigestAlgorithm.SHA_256).status())
                    .isEqualTo(200));
            phone.register("marked1", "Marked-2-7f3a9c51", DigestAlgorithm.SHA_256);
        }
        answers.append(customer.client().get(customer.credentialsPath() + "?limit=1000").expect(200).body());
        answers.append(customer.client().get(customer.trunkPath() + "/auth-failures").expect(200).body());
        answers.append(running.operator().get("/actuator/prometheus").expect(200).body());

        List<String> found = SecretMarks.findIn(running.data(), marks);

        assertThat(SecretMarks.occurIn(answers.toString().getBytes(UTF_8), marks)).isFalse();
        assertThat(found).as("files that hold a marked secret").isEmpty();
        System.out.printf("secrets: %d marks looked for in %d files of the data folder, 0 found%n", marks.size(), files());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health/readiness", "/actuator/health/liveness", "/actuator/info", "/openapi.json", "/docs"})
    void whatNeedsNoKeyAnswersWithoutOne(String path) {
        Answer answer = running.operator().withKey("none").get(path);

        assertThat(answer.status()).as(answer.body()).isIn(200, 302);
    }

    @Test
    void infoTellsVersionAndDurability() {
        JsonNode info = running.operator().get("/actuator/info").expect(200).json();

        assertThat(info.toString()).contains("\"durable\":true").contains("\"version\"");
    }

    private static JsonNode listed(Customer customer, Answer write) {
        String token = write.header("Consistency-Token").orElseThrow();
        return customer.client().get(customer.credentialsPath(), "Consistency-Token", token).expect(200).json();
    }

    private static Answer effective(Answer write) {
        assertThat(write.status()).as(write.body()).isBetween(200, 299);
        assertThat(write.header("Effective")).as("the receipt").isEqualTo(Optional.of("true"));
        return write;
    }

    private static SipUser phone(String transport, Customer customer) {
        return switch (transport) {
            case "udp" -> SipUser.overUdp(running.ports().sip(), customer.sipDomain());
            case "tcp" -> SipUser.overTcp(running.ports().sip(), customer.sipDomain());
            default -> SipUser.overTls(running.ports().sips(), running.certificate(), customer.sipDomain());
        };
    }

    /** What must be the same for every refused user: all but the nonce, the tags, the branch, the counters and its own name. */
    private static String alike(SipUser.Answer answer, String username) {
        return answer.text()
                .replaceAll("nonce=\"[^\"]*\"", "nonce")
                .replaceAll("tag=[^;\\s]+", "tag")
                .replaceAll("branch=[^;\\s]+", "branch")
                .replaceAll("CSeq: \\d+", "CSeq")
                .replace(username, "username");
    }

    private static Peer.Result sipvicious(Path work, Customer customer, String program, String from, String... options) {
        List<String> command = new ArrayList<>(List.of(
                program, "-b", from, "-p", Integer.toString(running.ports().sip()), "--domain=" + customer.sipDomain(), "--maximumtime=3"));
        command.addAll(List.of(options));
        command.add("127.0.0.1");
        return Peer.run(work, command);
    }

    private static Peer.Result sipsak(Customer customer, String transport, String password) throws IOException {
        Path work = Files.createTempDirectory(folder, "sipsak");
        int port = transport.equals("tls") ? running.ports().sips() : running.ports().sip();
        // Over TLS 1.3, sipsak takes a session ticket, which is no answer yet, for the end of the connection.
        Path settings = Files.writeString(work.resolve("gnutls.conf"), "[overrides]\ndisabled-version = tls1.3\n");
        return Peer.run(work, List.of(
                "env", "GNUTLS_SYSTEM_PRIORITY_FILE=" + settings,
                // -p must stand before -s: the trunk's domain has no address of its own here
                "sipsak", "-U", "-v", "-p", "127.0.0.1:" + port,
                "-s", "sip:sipsak-user@" + customer.sipDomain(), "-H", "127.0.0.1",
                "-u", "sipsak-user", "-a", password, "-x", "300", "-E", transport, "--tls-ca-cert=" + running.certificate()));
    }

    private static long files() throws IOException {
        try (Stream<Path> walk = Files.walk(running.data())) {
            return walk.filter(Files::isRegularFile).count();
        }
    }
}
