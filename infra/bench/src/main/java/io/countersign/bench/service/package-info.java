/** The services as processes of their own, several of each, for benchmarks of more than one instance. */
@NullMarked
package io.countersign.bench.service;

import org.jspecify.annotations.NullMarked;
