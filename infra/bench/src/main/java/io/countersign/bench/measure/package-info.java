/** What every benchmark measures and prints with: CPU time from /proc, latencies, tables, provenance. */
@NullMarked
package io.countersign.bench.measure;

import org.jspecify.annotations.NullMarked;
