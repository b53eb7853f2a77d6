package io.countersign.rest;

import io.countersign.keysets.TokenKeyset;
import io.countersign.rest.key.ApiKey;
import io.countersign.rest.key.ApiKeyTable;
import io.countersign.schemas.Topics;
import io.countersign.schemas.auth.ApiKeyRow;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The small service on a real server, with keys that come by a real broker. */
public final class RestSurface implements AutoCloseable {
    public static final String OPERATOR = "csk_operator_0123456789abcdef0123456789abcdef";

    private final HttpClient client = HttpClient.newHttpClient();
    private final TestBroker broker;
    private final ConfigurableApplicationContext application;

    private RestSurface(TestBroker broker, ConfigurableApplicationContext application) {
        this.broker = broker;
        this.application = application;
    }

    /** Starts broker and service; returns when keys can be checked. */
    public static RestSurface start(Path folder, String... arguments) {
        TestBroker broker = TestBroker.start(folder.resolve("kafka"));
        Path keyset = folder.resolve("token.keyset");
        TokenKeyset.loadOrCreate(keyset);
        List<String> all = new ArrayList<>(List.of(
                "--server.port=0", "--server.address=127.0.0.1", "--spring.main.banner-mode=off",
                "--countersign.operator-key=" + OPERATOR, "--countersign.token-key-file=" + keyset,
                "--countersign.trusted-proxies=127.0.0.0/8,::1", "--countersign.auth.max-table-age=1m"));
        all.addAll(List.of(arguments));
        ConfigurableApplicationContext application = new SpringApplicationBuilder(TestApplication.class)
                .initializers(context -> context.getBeanFactory().registerSingleton("kafkaSettings", broker.settings()))
                .run(all.toArray(String[]::new));
        RestSurface surface = new RestSurface(broker, application);
        Awaitility.await().until(() -> surface.bean(ApiKeyTable.class).isUsable());
        return surface;
    }

    public int port() {
        return Integer.parseInt(application.getEnvironment().getRequiredProperty("local.server.port"));
    }

    public TestBroker broker() {
        return broker;
    }

    public <T> T bean(Class<T> type) {
        return application.getBean(type);
    }

    /** A new key. */
    public ApiKey issue(String accountId, String role) {
        ApiKey key = ApiKey.generate(new SecureRandom());
        issue(key, accountId, role);
        return key;
    }

    /** That key. */
    public void issue(ApiKey key, String accountId, String role) {
        broker.send(Topics.API_KEYS, key.keyId(), ApiKeyRow.newBuilder()
                .setAccountId(accountId).setRole(role).setHash(ByteBuffer.wrap(key.hash())).build());
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    public HttpResponse<String> get(String path, String key) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + key).GET());
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        application.close();
        broker.close();
    }
}
