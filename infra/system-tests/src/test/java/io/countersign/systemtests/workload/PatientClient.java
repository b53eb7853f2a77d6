package io.countersign.systemtests.workload;

import io.countersign.systemtests.RestClient;
import io.countersign.systemtests.RestClient.Answer;
import io.countersign.systemtests.RestClient.NoAnswerException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A client as it should be: what had no answer, or one that says "not now", is sent again, unchanged,
 * until it is answered or patience ends. One thread uses it.
 */
final class PatientClient {
    /** How long an answer is waited for. */
    static final Duration TRY = Duration.ofSeconds(4);
    private static final Duration PAUSE = Duration.ofMillis(150);
    private static final int UNAUTHORIZED = 401;
    private static final int CONFLICT = 409;
    private static final int FIRST_SERVER_ERROR = 500;

    private final RestClient door;
    private final Duration patience;
    private final Consumer<Answer> notNow;

    /** One that tells of each answer that doesn't settle its request. */
    PatientClient(String url, Duration patience, Consumer<Answer> notNow) {
        this.door = new RestClient(url, "none", TRY);
        this.patience = patience;
        this.notNow = notNow;
    }

    /**
     * What became of a request.
     *
     * @param answer the last one; nothing when patience ended
     * @param lastTry how long the last try took
     */
    record Result(Optional<Answer> answer, Span span, Duration lastTry) {
        /** Whether an earlier try may have had its effect. */
        boolean retried() {
            return span.tries() > 1;
        }
    }

    /**
     * Sends it until there is an answer that settles it. 409 says that the first try is still at work, as this workload
     * never asks for what is taken; 401 that a new key is not known there yet.
     */
    Result send(String key, Function<RestClient, Answer> request) {
        long began = System.nanoTime();
        int tries = 1;
        while (true) {
            long tried = System.nanoTime();
            try {
                Answer answer = request.apply(door.withKey(key));
                if (isSettled(answer)) {
                    return result(Optional.of(answer), began, tried, tries);
                }
                notNow.accept(answer);
            } catch (NoAnswerException e) {
                // what retries are for
            }
            if (System.nanoTime() - began > patience.toNanos()) {
                return result(Optional.empty(), began, tried, tries);
            }
            tries++;
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static Result result(Optional<Answer> answer, long began, long tried, int tries) {
        long now = System.nanoTime();
        return new Result(answer, new Span(began, now, tries), Duration.ofNanos(now - tried));
    }

    private static boolean isSettled(Answer answer) {
        return !Set.of(UNAUTHORIZED, CONFLICT).contains(answer.status()) && answer.status() < FIRST_SERVER_ERROR;
    }
}
