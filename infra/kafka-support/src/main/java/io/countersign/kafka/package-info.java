/** What every service needs of Kafka: client settings, the topics brought about and checked, whole topics held in memory. */
@NullMarked
package io.countersign.kafka;

import org.jspecify.annotations.NullMarked;
