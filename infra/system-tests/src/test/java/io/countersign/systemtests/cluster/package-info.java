/** Several real processes of each service on one PostgreSQL and Kafka, and what can be done to them. */
@NullMarked
package io.countersign.systemtests.cluster;

import org.jspecify.annotations.NullMarked;
