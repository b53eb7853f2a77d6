package io.countersign.systemtests.workload;

import io.countersign.systemtests.RestClient.Answer;
import io.countersign.systemtests.check.Read;
import io.countersign.systemtests.check.Read.Written;
import io.countersign.systemtests.workload.PatientClient.Result;
import java.time.Duration;

/** Reads what was just written, with the token of the write. One thread uses it. */
final class Reader {
    private static final Duration IDLE = Duration.ofMillis(200);

    private final PatientClient client;
    private final Journal journal;
    private final ReadTask.Queue tasks;

    Reader(PatientClient client, Journal journal, ReadTask.Queue tasks) {
        this.client = client;
        this.journal = journal;
        this.tasks = tasks;
    }

    void step() throws InterruptedException {
        tasks.take(IDLE).ifPresent(task -> {
            Credential credential = task.credential();
            Result result = client.send(
                    credential.tenant().key(), door -> door.get(credential.path(), "Consistency-Token", task.token()));
            result.answer().map(Answer::status).ifPresent(status ->
                    journal.read(new Read(credential.id(), written(task), status), result.span()));
        });
    }

    private Written written(ReadTask task) {
        return switch (task.expected()) {
            case ABSENT -> Written.DELETED;
            case PRESENT ->
                journal.isDeletionBegun(task.credential().id()) ? Written.CREATED_AND_PERHAPS_DELETED : Written.CREATED;
        };
    }
}
