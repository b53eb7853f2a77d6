/** PostgreSQL to Kafka: one leader, committed rows in order, one Kafka transaction a batch. */
@NullMarked
package io.countersign.command.relay;

import org.jspecify.annotations.NullMarked;
