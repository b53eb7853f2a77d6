/** Rebuilds: a new generation beside the one that serves, and the change to it; told by the steps in one topic. */
@NullMarked
package io.countersign.query.rebuild;

import org.jspecify.annotations.NullMarked;
