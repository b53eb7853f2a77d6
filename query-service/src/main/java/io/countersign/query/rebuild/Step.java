package io.countersign.query.rebuild;

import java.time.Instant;

/**
 * One step of a rebuild.
 *
 * @param id tells who wrote it whether it was his that counted
 */
record Step(String id, StepKind kind, int generation, Instant at) {}
