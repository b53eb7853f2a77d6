/** Commands per second beside the same rows inserted by plain JDBC behind the same HTTP framework. */
@NullMarked
package io.countersign.bench.command;

import org.jspecify.annotations.NullMarked;
