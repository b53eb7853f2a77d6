/** What a decision is: events or a refusal. No Spring, Axon or Kafka. */
@NullMarked
package io.countersign.command.decision;

import org.jspecify.annotations.NullMarked;
