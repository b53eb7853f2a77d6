package io.countersign.systemtests.workload;

import io.countersign.systemtests.RestClient.Answer;
import io.countersign.systemtests.check.Request;
import io.countersign.systemtests.check.Request.Kind;
import io.countersign.systemtests.check.Request.Outcome;
import io.countersign.systemtests.workload.PatientClient.Result;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Asks for changes until they are answered, and writes down what they came to. One thread uses it. */
final class Changes {
    private static final int CREATED = 201;
    private static final int DELETED = 204;
    private static final int GONE = 404;

    private final PatientClient client;
    private final Journal journal;

    Changes(PatientClient client, Journal journal) {
        this.client = client;
        this.journal = journal;
    }

    /** The answer to an acknowledged change, and how long after its last try it came. */
    record Done(Answer answer, Duration lastTry) {}

    /** Makes something, with the tag as Idempotency-Key. */
    Optional<Done> create(String key, String path, String body, Kind kind, String tag, List<String> headers) {
        String[] all = Stream.concat(Stream.of("Idempotency-Key", tag), headers.stream()).toArray(String[]::new);
        Result result = client.send(key, door -> door.post(path, body, all));
        Optional<Answer> created = result.answer().filter(answer -> answer.status() == CREATED);
        Outcome outcome = result.answer()
                .map(answer -> answer.status() == CREATED
                        ? new Outcome.Acknowledged(answer.json().get("id").asString())
                        : (Outcome) new Outcome.Refused(answer.status()))
                .orElseGet(Outcome.Unknown::new);
        created.flatMap(answer -> answer.header("Idempotency-Replayed")).ifPresent(it -> journal.answeredFromMemory());
        journal.wrote(new Request(kind, tag, outcome), result.span());
        return created.map(answer -> new Done(answer, result.lastTry()));
    }

    /** Removes what has that id. */
    Optional<Done> delete(String key, String path, Kind kind, String id, List<String> headers) {
        Result result = client.send(key, door -> door.delete(path, headers.toArray(String[]::new)));
        Outcome outcome = result.answer()
                // a try without an answer has done it: the next one finds nothing
                .map(answer -> answer.status() == DELETED || (answer.status() == GONE && result.retried())
                        ? new Outcome.Acknowledged(id)
                        : (Outcome) new Outcome.Refused(answer.status()))
                .orElseGet(Outcome.Unknown::new);
        journal.wrote(new Request(kind, id, outcome), result.span());
        return result.answer().filter(_ -> outcome instanceof Outcome.Acknowledged).map(answer -> new Done(answer, result.lastTry()));
    }

    /** Asks to remove something if it has a version that it hasn't: nothing may happen. */
    void deleteOfAnotherVersion(String key, String path) {
        Result result = client.send(key, door -> door.delete(path, "If-Match", "\"999999\""));
        result.answer().map(Answer::status).ifPresent(journal::askedForAnotherVersion);
    }
}
