/** A request's JSON body, read within bounds, with every problem named. */
@NullMarked
package io.countersign.rest.body;

import org.jspecify.annotations.NullMarked;
