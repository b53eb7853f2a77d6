package io.countersign.query.rebuild;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.countersign.query.rebuild.Passage.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a rebuild stands, as the API shows it.
 *
 * @param generation the one that is live
 * @param state {@code idle}, {@code running}, or {@code changing} while a former generation is still used
 * @param next the one that is being built; null when none is
 * @param done, total records of the topics of facts
 * @param etaSeconds by the speed so far; null while there is none
 * @param waitingFor nodes that still use a former generation
 * @param application what this instance's application of the newest generation does
 */
record RebuildAnswer(
        @JsonProperty("target") String target,
        @JsonProperty("generation") int generation,
        @JsonProperty("state") String state,
        @JsonProperty("next") @Nullable Integer next,
        @JsonProperty("requested_at") @Nullable Instant requestedAt,
        @JsonProperty("done") @Nullable Long done,
        @JsonProperty("total") @Nullable Long total,
        @JsonProperty("percent") @Nullable Double percent,
        @JsonProperty("eta_seconds") @Nullable Long etaSeconds,
        @JsonProperty("waiting_for") List<String> waitingFor,
        @JsonProperty("application") String application) {

    static RebuildAnswer of(
            Rebuildable target, Generations generations, Optional<Progress> progress, String application, Instant now) {
        Optional<Generations.Next> next = generations.next();
        List<String> waitingFor = generations.former().isEmpty() ? List.of() : target.waitingFor(generations.live());
        return new RebuildAnswer(
                target.name(),
                generations.live(),
                next.isPresent() ? "running" : generations.former().isEmpty() ? "idle" : "changing",
                next.map(Generations.Next::generation).orElse(null),
                next.map(Generations.Next::since).orElse(null),
                progress.map(Progress::done).orElse(null),
                progress.map(Progress::total).orElse(null),
                progress.map(it -> Math.round(it.fraction() * 1_000) / 10.0).orElse(null),
                next.flatMap(it -> progress.flatMap(done -> eta(done, Duration.between(it.since(), now)))).orElse(null),
                waitingFor,
                application);
    }

    private static Optional<Long> eta(Progress progress, Duration spent) {
        return progress.done() == 0
                ? Optional.empty()
                : Optional.of(Math.max(0, spent.toSeconds() * (progress.total() - progress.done()) / progress.done()));
    }
}
