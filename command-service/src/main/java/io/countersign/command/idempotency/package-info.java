/** The same request twice gives the first answer again. */
@NullMarked
package io.countersign.command.idempotency;

import org.jspecify.annotations.NullMarked;
