/** The ahead-of-time cache of the processes that tests start; other modules' tests use it, too. */
@NullMarked
package io.countersign.standalone.aot;

import org.jspecify.annotations.NullMarked;
