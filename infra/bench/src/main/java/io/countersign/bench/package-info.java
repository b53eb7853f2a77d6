/** Benchmarks side by side with the peers; never part of {@code verify}. How to run them: README.md of this module. */
@NullMarked
package io.countersign.bench;

import org.jspecify.annotations.NullMarked;
