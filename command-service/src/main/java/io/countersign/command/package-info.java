/** Decides: the service that takes commands, and its parts put together. */
@NullMarked
package io.countersign.command;

import org.jspecify.annotations.NullMarked;
