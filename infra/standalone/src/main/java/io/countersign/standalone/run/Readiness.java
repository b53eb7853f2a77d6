package io.countersign.standalone.run;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Asks the front door, as anyone from outside would, until every part says that it is ready. */
final class Readiness {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int OK = 200;

    private Readiness() {}

    static void await(String apiUrl) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        URI page = URI.create(apiUrl + "/actuator/health/readiness");
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpRequest request = HttpRequest.newBuilder(page).timeout(PATIENCE).build();
            while (true) {
                var answer = client.send(request, BodyHandlers.ofString());
                if (answer.statusCode() == OK) {
                    return;
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException("not ready after " + PATIENCE.toSeconds() + " s: " + answer.body());
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        } catch (IOException e) {
            throw new IllegalStateException("the front door does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        }
    }
}
