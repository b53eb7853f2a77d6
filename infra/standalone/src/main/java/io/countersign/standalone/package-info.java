/** Everything from one command: {@code up} starts it, {@code demo} shows it. */
@NullMarked
package io.countersign.standalone;

import org.jspecify.annotations.NullMarked;
