/** Accounts and their API keys, as a pure domain: commands, events, decide, evolve. No Spring, Axon or Kafka. */
@NullMarked
package io.countersign.command.account;

import org.jspecify.annotations.NullMarked;
