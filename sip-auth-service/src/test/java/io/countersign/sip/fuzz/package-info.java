/** Runs the fuzz targets: over a kept corpus, and by Jazzer in a process of its own. */
@NullMarked
package io.countersign.sip.fuzz;

import org.jspecify.annotations.NullMarked;
