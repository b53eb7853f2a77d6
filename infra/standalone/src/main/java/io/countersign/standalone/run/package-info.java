/** One run: steps in order, progress, readiness, an ordered stop. */
@NullMarked
package io.countersign.standalone.run;

import org.jspecify.annotations.NullMarked;
