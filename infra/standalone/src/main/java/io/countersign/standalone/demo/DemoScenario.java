package io.countersign.standalone.demo;

import io.countersign.digest.DigestAlgorithm;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** One credential from its making to its end, told step by step. A step that goes otherwise than told ends the story. */
final class DemoScenario {
    private static final String USERNAME = "alice";
    private static final String PASSWORD = "correct horse battery staple";
    private static final String WRONG_PASSWORD = "incorrect horse battery staple";
    /** The answer comes when every SIP node has applied the change, or after this many seconds. */
    private static final String WHEN_APPLIED = "wait=5";

    private static final Duration FAILURE_PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Set<String> SHOWN_SIP_HEADERS = Set.of("Authorization", "WWW-Authenticate", "Contact", "CSeq", "Expires");

    private final Terminal terminal;
    private final ApiClient operator;
    private final SipClient sip;

    /** The story can't go on; the message says what was expected. */
    static final class UnexpectedAnswerException extends Exception {
        private static final long serialVersionUID = 1L;

        UnexpectedAnswerException(String message) {
            super(message);
        }
    }

    private record Trunk(String path, String domain) {}

    DemoScenario(Terminal terminal, ApiClient operator, SipClient sip) {
        this.terminal = terminal;
        this.operator = operator;
        this.sip = sip;
    }

    void tell() throws IOException, UnexpectedAnswerException {
        ApiClient.Answer account = createAccount();
        try (ApiClient customer = operator.as(account.text("/api_key/secret"))) {
            Trunk trunk = createTrunk(customer, "/v1/account/" + account.text("/id"));
            String credential = createCredential(customer, trunk);
            register(trunk);
            registerWithAWrongPassword(trunk);
            showTheFailure(customer, trunk);
            delete(customer, credential);
            registerInVain(trunk);
        }
    }

    private ApiClient.Answer createAccount() throws IOException, UnexpectedAnswerException {
        terminal.step("The operator creates an account");
        String body = "{\"name\":\"Demo\"}";
        terminal.sent(List.of("POST /v1/account", "Authorization: Bearer <operator key>", body));
        ApiClient.Answer answer = operator.post("/v1/account", body);
        expect(answer, 201, answer.text("/api_key/secret"));
        return answer;
    }

    private Trunk createTrunk(ApiClient customer, String accountPath) throws IOException, UnexpectedAnswerException {
        terminal.step("The customer, with the account's key, creates a trunk");
        String path = accountPath + "/trunks";
        String body = "{\"name\":\"Office PBX\",\"auth_type\":\"credential\"}";
        terminal.sent(List.of("POST " + path, body));
        ApiClient.Answer answer = customer.post(path, body);
        expect(answer, 201, "");
        return new Trunk(path + "/" + answer.text("/id"), answer.text("/sip_domain"));
    }

    private String createCredential(ApiClient customer, Trunk trunk) throws IOException, UnexpectedAnswerException {
        terminal.step("... and a credential, and waits until the SIP nodes know it");
        String path = trunk.path() + "/credentials";
        String body = "{\"username\":\"" + USERNAME + "\",\"password\":\"" + PASSWORD + "\"}";
        terminal.sent(List.of("POST " + path, "Prefer: " + WHEN_APPLIED, body));
        ApiClient.Answer answer = customer.post(path, body, WHEN_APPLIED);
        expect(answer, 201, "");
        return path + "/" + answer.text("/id");
    }

    private void register(Trunk trunk) throws IOException, UnexpectedAnswerException {
        terminal.step("A PBX registers: it is challenged, and answers with SHA-256");
        SipResponse last = show(sip.register(new SipUser(USERNAME, trunk.domain(), PASSWORD), DigestAlgorithm.SHA_256));
        expectSip(last, 200, "the PBX is registered");
    }

    private void registerWithAWrongPassword(Trunk trunk) throws IOException, UnexpectedAnswerException {
        terminal.step("Someone tries a wrong password");
        SipResponse last = show(sip.register(new SipUser(USERNAME, trunk.domain(), WRONG_PASSWORD), DigestAlgorithm.SHA_256));
        expectSip(last, 401, "challenged again, as if the user did not exist");
    }

    private void showTheFailure(ApiClient customer, Trunk trunk) throws IOException, UnexpectedAnswerException {
        terminal.step("The customer sees why");
        String path = trunk.path() + "/auth-failures";
        terminal.sent(List.of("GET " + path));
        long deadline = System.nanoTime() + FAILURE_PATIENCE.toNanos();
        ApiClient.Answer answer = customer.get(path);
        while (answer.text("/data/0/reason").isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(PAUSE.toNanos());
            answer = customer.get(path);
        }
        expect(answer, 200, "");
        if (answer.text("/data/0/reason").isEmpty()) {
            throw new UnexpectedAnswerException("no failure is shown after " + FAILURE_PATIENCE.toSeconds() + " s");
        }
        terminal.good(answer.text("/data/0/reason") + " from " + answer.text("/data/0/source_ip"));
    }

    private void delete(ApiClient customer, String credential) throws IOException, UnexpectedAnswerException {
        terminal.step("The customer deletes the credential, and waits until the SIP nodes know it");
        terminal.sent(List.of("DELETE " + credential, "Prefer: " + WHEN_APPLIED));
        expect(customer.delete(credential, WHEN_APPLIED), 204, "");
    }

    private void registerInVain(Trunk trunk) throws IOException, UnexpectedAnswerException {
        terminal.step("The PBX tries again with what was the right password");
        SipResponse last = show(sip.register(new SipUser(USERNAME, trunk.domain(), PASSWORD), DigestAlgorithm.SHA_256));
        expectSip(last, 401, "refused: the credential is gone");
    }

    private void expect(ApiClient.Answer answer, int status, String secret) throws UnexpectedAnswerException {
        List<String> lines = new ArrayList<>(List.of("HTTP " + answer.status()));
        for (String name : List.of("ETag", "Consistency-Token", "Preference-Applied", "Effective")) {
            answer.header(name).ifPresent(value -> lines.add(name + ": " + value));
        }
        String body = answer.response().body();
        if (!body.isBlank()) {
            lines.add(secret.isEmpty() ? body : body.replace(secret, "<shown once>"));
        }
        terminal.received(lines);
        if (answer.status() != status) {
            throw new UnexpectedAnswerException("HTTP " + answer.status() + " (expected: " + status + ")");
        }
    }

    private static void requireAnswered(List<SipClient.Exchange> exchanges) throws UnexpectedAnswerException {
        if (exchanges.size() < 2) {
            SipResponse only = exchanges.getFirst().response();
            throw new UnexpectedAnswerException("SIP " + only.status() + " " + only.reason() + " (expected: 401 with a SHA-256 challenge)");
        }
    }

    private SipResponse show(List<SipClient.Exchange> exchanges) throws UnexpectedAnswerException {
        for (SipClient.Exchange exchange : exchanges) {
            terminal.sent(summary(exchange.request()));
            terminal.received(summary(exchange.response().text()));
        }
        requireAnswered(exchanges);
        return exchanges.getLast().response();
    }

    private void expectSip(SipResponse response, int status, String meaning) throws UnexpectedAnswerException {
        if (response.status() != status) {
            throw new UnexpectedAnswerException("SIP " + response.status() + " " + response.reason() + " (expected: " + status + ")");
        }
        terminal.good(meaning);
    }

    private static List<String> summary(String message) {
        List<String> lines = message.lines().toList();
        List<String> shown = new ArrayList<>(List.of(lines.getFirst()));
        lines.stream()
                .skip(1)
                .filter(line -> SHOWN_SIP_HEADERS.contains(line.split(":", 2)[0]))
                .forEach(shown::add);
        return shown;
    }
}
