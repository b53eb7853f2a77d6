/** The thin classes that Axon sees, and the event store: what is stored, in which form, and from which state a command starts. */
@NullMarked
package io.countersign.command.aggregate;

import org.jspecify.annotations.NullMarked;
