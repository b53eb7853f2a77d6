/** What is on Kafka: the topics, the Avro records in them, and how a record is framed. Depends on no service. */
@NullMarked
package io.countersign.schemas;

import org.jspecify.annotations.NullMarked;
