/** The trace that a write belongs to: its form, its header on records, and one line for each hop. */
@NullMarked
package io.countersign.kafka.trace;

import org.jspecify.annotations.NullMarked;
