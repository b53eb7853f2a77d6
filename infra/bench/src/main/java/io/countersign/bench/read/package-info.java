/** Reading one credential and a page of them, beside the same query on an indexed PostgreSQL table. */
@NullMarked
package io.countersign.bench.read;

import org.jspecify.annotations.NullMarked;
