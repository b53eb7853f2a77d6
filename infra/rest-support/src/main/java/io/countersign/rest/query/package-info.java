/** Query parameters of lists, with every problem named. */
@NullMarked
package io.countersign.rest.query;

import org.jspecify.annotations.NullMarked;
