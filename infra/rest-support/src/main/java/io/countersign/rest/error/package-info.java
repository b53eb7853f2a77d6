/** Errors as the API documents them: one body for everything that goes wrong. */
@NullMarked
package io.countersign.rest.error;

import org.jspecify.annotations.NullMarked;
