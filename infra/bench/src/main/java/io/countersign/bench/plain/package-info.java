/** What the plain JDBC peers have in common: PostgreSQL, a pool, and the HTTP framework that the services use. */
@NullMarked
package io.countersign.bench.plain;

import org.jspecify.annotations.NullMarked;
