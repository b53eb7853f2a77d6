package io.countersign.systemtests.contract;

import io.countersign.systemtests.RestClient;
import io.countersign.systemtests.RestClient.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import tools.jackson.databind.JsonNode;

/**
 * Callers that write at one command-service and then read, with the token of the write, at every query-service at once: the
 * credential and its trunk's list. The next write is the other command-service's.
 */
public final class TokenReads {
    private static final int CALLERS = 8;
    private static final int CREATED = 201;
    private static final int DELETED = 204;
    private static final int FOUND = 200;
    private static final int MISSING = 404;
    private static final int UNAVAILABLE = 503;
    private static final int WRITES_A_ROUND = 2;
    private static final int PATHS = 2;
    private static final int DIGITS = 3;

    private final List<RestClient> commandServices;
    private final List<RestClient> queryServices;
    private final ConcurrentHistogram waitsMicros = new ConcurrentHistogram(DIGITS);
    private final AtomicInteger stale = new AtomicInteger();
    private final AtomicInteger unavailable = new AtomicInteger();

    /** Written at these, and read at those; ports of this machine. */
    public TokenReads(List<Integer> commandPorts, List<Integer> queryPorts, String operatorKey) {
        this.commandServices = clients(commandPorts, operatorKey);
        this.queryServices = clients(queryPorts, operatorKey);
    }

    private static List<RestClient> clients(List<Integer> ports, String key) {
        return ports.stream().map(port -> new RestClient("http://127.0.0.1:" + port, key)).toList();
    }

    /**
     * How it went.
     *
     * @param stale answers that did not contain the write
     * @param unavailable answers that said that the write is not there yet (503)
     * @param p50 of the time from a read to its answer, which includes the wait for the write; p99 and longest alike
     */
    public record Result(int tried, int stale, int unavailable, Duration p50, Duration p99, Duration longest) {}

    /** So many reads, and a few more to the end of a round. */
    public Result run(int reads) {
        int rounds = Math.ceilDiv(reads, CALLERS * WRITES_A_ROUND * PATHS * queryServices.size());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture.allOf(repeat(CALLERS, () -> new Caller(threads).run(rounds), threads)).join();
        }
        return new Result(
                Math.toIntExact(waitsMicros.getTotalCount()),
                stale.get(),
                unavailable.get(),
                micros(waitsMicros.getValueAtPercentile(50)),
                micros(waitsMicros.getValueAtPercentile(99)),
                micros(waitsMicros.getMaxValue()));
    }

    private static CompletableFuture<?>[] repeat(int times, Runnable task, ExecutorService threads) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            all.add(CompletableFuture.runAsync(task, threads));
        }
        return all.toArray(CompletableFuture[]::new);
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros));
    }

    /** One customer with an account and a trunk. */
    private final class Caller {
        private final ExecutorService threads;
        private final List<RestClient> writers;
        private final List<RestClient> readers;
        private final String credentials;

        Caller(ExecutorService threads) {
            this.threads = threads;
            JsonNode account = commandServices.getFirst().post("/v1/account", "{\"name\":\"reads its writes\"}").expect(CREATED).json();
            String key = account.at("/api_key/secret").asString();
            this.writers = commandServices.stream().map(client -> client.withKey(key)).toList();
            this.readers = queryServices.stream().map(client -> client.withKey(key)).toList();
            String trunks = "/v1/account/" + account.get("id").asString() + "/trunks";
            String trunk = "{\"name\":\"one\",\"auth_type\":\"credential\"}";
            this.credentials = trunks + "/" + writers.getFirst().post(trunks, trunk).expect(CREATED).json().get("id").asString() + "/credentials";
        }

        void run(int rounds) {
            for (int round = 0; round < rounds; round++) {
                String body = "{\"username\":\"user\",\"password\":\"quiet lantern " + round + "\"}";
                Answer created = writer(round).post(credentials, body).expect(CREATED);
                String id = created.json().get("id").asString();
                readEverywhere(new Read(id, token(created), Expected.THERE, round));
                Answer deleted = writer(round + 1).delete(credentials + "/" + id).expect(DELETED);
                readEverywhere(new Read(id, token(deleted), Expected.GONE, round));
            }
        }

        private RestClient writer(int number) {
            return writers.get(number % writers.size());
        }

        /** At all of them at the same time, as soon as the write is answered. */
        private void readEverywhere(Read read) {
            CompletableFuture.allOf(readers.stream()
                            .map(reader -> CompletableFuture.runAsync(() -> readAt(reader, read), threads))
                            .toArray(CompletableFuture[]::new))
                    .join();
        }

        private void readAt(RestClient reader, Read read) {
            if (read.round() % PATHS == 0) {
                ask(reader, read, credentials + "/" + read.id(), TokenReads::ofObject);
                ask(reader, read, credentials, answer -> ofList(answer, read.id()));
            } else { // the second one to ask has less to wait for
                ask(reader, read, credentials, answer -> ofList(answer, read.id()));
                ask(reader, read, credentials + "/" + read.id(), TokenReads::ofObject);
            }
        }

        private void ask(RestClient reader, Read read, String path, Telling telling) {
            long sent = System.nanoTime();
            Answer answer = reader.get(path, "Consistency-Token", read.token());
            waitsMicros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - sent));
            if (answer.status() == UNAVAILABLE) {
                unavailable.incrementAndGet();
            } else if (telling.told(answer).filter(told -> told == read.expected()).isEmpty()) {
                stale.incrementAndGet();
            }
        }
    }

    private enum Expected {
        THERE,
        GONE
    }

    /** What is read at each query-service after one write. */
    private record Read(String id, String token, Expected expected, int round) {}

    /** What an answer says of the credential; nothing when it is none that it should be. */
    private interface Telling {
        Optional<Expected> told(Answer answer);
    }

    private static Optional<Expected> ofObject(Answer answer) {
        return switch (answer.status()) {
            case FOUND -> Optional.of(Expected.THERE);
            case MISSING -> Optional.of(Expected.GONE);
            default -> Optional.empty();
        };
    }

    private static Optional<Expected> ofList(Answer answer, String id) {
        if (answer.status() != FOUND) {
            return Optional.empty();
        }
        boolean isThere = answer.json().get("data").valueStream().anyMatch(row -> row.get("id").asString().equals(id));
        return Optional.of(isThere ? Expected.THERE : Expected.GONE);
    }

    private static String token(Answer answer) {
        return answer.header("Consistency-Token").orElseThrow(() -> new AssertionError("a write is answered without a token"));
    }
}
