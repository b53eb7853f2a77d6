/** How an instance leaves while clients are at work. */
@NullMarked
package io.countersign.rest.drain;

import org.jspecify.annotations.NullMarked;
