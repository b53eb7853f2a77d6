/** The table of routes: which service answers what, and who may. */
@NullMarked
package io.countersign.rest.route;

import org.jspecify.annotations.NullMarked;
