/** How fast query-service builds its generations again from the facts. */
@NullMarked
package io.countersign.bench.replay;

import org.jspecify.annotations.NullMarked;
