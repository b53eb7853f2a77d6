package io.countersign.standalone.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The HTTP API for one caller. Its key is a secret and no part of any text. */
public final class ApiClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final String baseUrl;
    private final String key;

    /** An answer: JSON, or nothing where there is no body. */
    public record Answer(int status, HttpResponse<String> response, JsonNode json) {
        /** A field's text; empty when it is absent. */
        public String text(String pointer) {
            return json.at(pointer).asString("");
        }

        public Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }
    }

    public ApiClient(String baseUrl, String key) {
        this.baseUrl = baseUrl;
        this.key = key;
    }

    /** The same API for the holder of another key. */
    public ApiClient as(String otherKey) {
        return new ApiClient(baseUrl, otherKey);
    }

    public Answer get(String path) throws IOException {
        return send(request(path).GET());
    }

    /** Sends a body. */
    public Answer post(String path, String body) throws IOException {
        return send(withBody(path, body));
    }

    /** Sends a body, with a value of Prefer. */
    public Answer post(String path, String body, String prefer) throws IOException {
        return send(withBody(path, body).header("Prefer", prefer));
    }

    /** Deletes. */
    public Answer delete(String path) throws IOException {
        return send(request(path).DELETE());
    }

    /** Deletes, with a value of Prefer. */
    public Answer delete(String path, String prefer) throws IOException {
        return send(request(path).header("Prefer", prefer).DELETE());
    }

    @Override
    public void close() {
        client.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(baseUrl + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + key);
    }

    private HttpRequest.Builder withBody(String path, String body) {
        return request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
    }

    private Answer send(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            String body = response.body().isBlank() ? "null" : response.body();
            return new Answer(response.statusCode(), response, JSON.readTree(body));
        } catch (JacksonException e) {
            throw new IOException("the answer is not JSON: " + e.getOriginalMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for an answer", e);
        }
    }
}
