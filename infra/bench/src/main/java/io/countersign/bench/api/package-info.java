/** The part of Countersign's HTTP API that the benchmarks use. */
@NullMarked
package io.countersign.bench.api;

import org.jspecify.annotations.NullMarked;
