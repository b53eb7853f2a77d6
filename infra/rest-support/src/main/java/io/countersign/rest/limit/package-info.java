/** How many requests a key may send. */
@NullMarked
package io.countersign.rest.limit;

import org.jspecify.annotations.NullMarked;
