package io.countersign.systemtests.workload;

import io.countersign.systemtests.RestClient.Answer;
import io.countersign.systemtests.check.Read;
import io.countersign.systemtests.check.Read.Seen;
import io.countersign.systemtests.check.Read.Written;
import io.countersign.systemtests.workload.PatientClient.Result;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/** Reads what was just written, with the token of the write: the credential itself, or its trunk's list. One thread uses it. */
final class Reader {
    private static final Duration IDLE = Duration.ofMillis(200);
    /** So small that a list has several pages. */
    private static final int LIMIT = 3;
    private static final int OK = 200;
    private static final int MISSING = 404;

    private final PatientClient client;
    private final Journal journal;
    private final ReadTask.Queue tasks;
    private final Random random;

    Reader(PatientClient client, Journal journal, ReadTask.Queue tasks, Random random) {
        this.client = client;
        this.journal = journal;
        this.tasks = tasks;
        this.random = random;
    }

    void step() throws InterruptedException {
        tasks.take(IDLE).ifPresent(task -> {
            if (random.nextBoolean()) {
                readOne(task);
            } else {
                readList(task);
            }
        });
    }

    private void readOne(ReadTask task) {
        Result result = ask(task, task.credential().path());
        result.answer().map(Answer::status).ifPresent(status -> note(task, switch (status) {
            case OK -> Seen.THERE;
            case MISSING -> Seen.NOT_THERE;
            default -> Seen.OTHERWISE;
        }, 0, result.span()));
    }

    /** To its end; each page has to contain the write. What the longest page took counts. */
    private void readList(ReadTask task) {
        int found = 0;
        int pages = 0;
        Optional<Span> longest = Optional.empty();
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            Result result = ask(task, task.credential().listPath() + "?limit=" + LIMIT + after.get());
            if (result.answer().isEmpty()) {
                return;
            }
            longest = Optional.of(longest.filter(it -> it.nanos() > result.span().nanos()).orElse(result.span()));
            pages++;
            if (result.answer().get().status() != OK) {
                note(task, Seen.OTHERWISE, pages, longest.get());
                return;
            }
            JsonNode page = result.answer().get().json();
            found += (int) page.get("data").valueStream()
                    .filter(row -> row.get("id").asString().equals(task.credential().id()))
                    .count();
            after = page.get("next").isNull() ? Optional.empty() : Optional.of("&after=" + page.get("next").asString());
        }
        Seen seen = switch (found) {
            case 0 -> Seen.NOT_THERE;
            case 1 -> Seen.THERE;
            default -> Seen.OTHERWISE;
        };
        note(task, seen, pages, longest.orElseThrow());
    }

    private Result ask(ReadTask task, String path) {
        Result result = client.send(task.credential().tenant().key(), door -> door.get(path, "Consistency-Token", task.token()));
        if (result.answer().isEmpty()) {
            journal.readUnanswered(result.span());
        }
        return result;
    }

    private void note(ReadTask task, Seen seen, int pages, Span span) {
        journal.read(new Read(task.credential().id(), written(task), seen, pages), span);
    }

    private Written written(ReadTask task) {
        return switch (task.expected()) {
            case ABSENT -> Written.DELETED;
            case PRESENT ->
                journal.isDeletionBegun(task.credential().id()) ? Written.CREATED_AND_PERHAPS_DELETED : Written.CREATED;
        };
    }
}
