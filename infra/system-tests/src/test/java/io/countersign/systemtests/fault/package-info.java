/** Kills, pauses and cuts while clients are at work, and what must be true afterwards. */
@NullMarked
package io.countersign.systemtests.fault;

import org.jspecify.annotations.NullMarked;
