/** Real Kafka and real PostgreSQL without an installation, each with a data folder that lasts: for standalone and for tests. */
@NullMarked
package io.countersign.embedded;

import org.jspecify.annotations.NullMarked;
