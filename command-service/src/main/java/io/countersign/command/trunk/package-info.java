/** Trunks and the credentials that belong to them, as a pure domain: commands, events, decide, evolve. No Spring, Axon or Kafka. */
@NullMarked
package io.countersign.command.trunk;

import org.jspecify.annotations.NullMarked;
