/** How a command runs: admission, lock, transaction. */
@NullMarked
package io.countersign.command.execution;

import org.jspecify.annotations.NullMarked;
