package io.countersign.systemtests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.systemtests.contract.HttpMessage.Answer;
import io.countersign.systemtests.contract.HttpMessage.Request;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the API says while a part of it stands still: not now, and when to come again. */
public final class Standstill {
    private final DocumentedApi api;

    public Standstill(DocumentedApi api) {
        this.api = api;
    }

    /** While no event gets to the views: writes are taken, and each of these reads that sends their tokens is refused. */
    public void whileViewsStand(World world, Collection<Operation> reads) {
        String token = Stream.of("createTrunk", "createApiKey")
                .map(id -> api.expect(201, api.operation(id), world.request(api.operation(id))))
                .map(answer -> answer.header("Consistency-Token").orElseThrow())
                .collect(Collectors.joining(","));

        List<Answer> refused = atOnce(reads.stream()
                .<Callable<Answer>>map(read -> () -> api.expect(503, read, world.request(read).with("Consistency-Token", token)))
                .toList());

        assertThat(refused).allSatisfy(answer -> assertThat(answer.header("Retry-After").orElseThrow()).matches("[1-9][0-9]*"));
    }

    /**
     * While no write gets through: each is refused at last, and of two with one Idempotency-Key one is told that the other is
     * still running.
     *
     * @param writes each in a world of its own, so that none waits for another's turn
     * @return the statuses of the answers, by operation
     */
    public Map<String, List<Integer>> whileWritesStand(Map<Operation, World> writes) {
        List<Callable<Map.Entry<String, Answer>>> requests = new ArrayList<>();
        writes.forEach((write, world) -> {
            Request good = world.request(write);
            Request request = write.hasHeader("Idempotency-Key") ? good.plus("Idempotency-Key", "still-" + write.id()) : good;
            int times = write.hasHeader("Idempotency-Key") ? 2 : 1;
            for (int i = 0; i < times; i++) {
                requests.add(() -> Map.entry(write.id(), api.send(write, request)));
            }
        });
        return atOnce(requests).stream().collect(Collectors.groupingBy(
                Map.Entry::getKey,
                Collectors.collectingAndThen(
                        Collectors.mapping(entry -> comesAgain(entry.getValue()), Collectors.toList()),
                        statuses -> statuses.stream().sorted().toList())));
    }

    private static int comesAgain(Answer answer) {
        assertThat(answer.header("Retry-After")).isPresent();
        return answer.status();
    }

    private static <T> List<T> atOnce(List<Callable<T>> requests) {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> answers = new ArrayList<>();
            for (Future<T> answer : callers.invokeAll(requests)) {
                answers.add(answer.get());
            }
            return answers;
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
