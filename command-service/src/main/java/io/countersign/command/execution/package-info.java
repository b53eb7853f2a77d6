/** How a command runs: room, turn, transaction. */
@NullMarked
package io.countersign.command.execution;

import org.jspecify.annotations.NullMarked;
