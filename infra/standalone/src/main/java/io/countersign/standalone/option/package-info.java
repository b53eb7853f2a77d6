/** The options and the environment of a run, checked before anything is touched. */
@NullMarked
package io.countersign.standalone.option;

import org.jspecify.annotations.NullMarked;
