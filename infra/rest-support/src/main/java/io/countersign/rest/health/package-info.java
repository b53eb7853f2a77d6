/** Health of what this module holds in memory. */
@NullMarked
package io.countersign.rest.health;

import org.jspecify.annotations.NullMarked;
