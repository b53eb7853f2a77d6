package io.countersign.query.summary;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/** A time in which failures that a node counted may be missing; {@code until} is exclusive. */
record Gap(
        @JsonProperty("node") String node, @JsonProperty("since") Instant since, @JsonProperty("until") Instant until) {}
