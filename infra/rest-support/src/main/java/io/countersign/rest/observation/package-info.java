/** What is told of every request: one log line, one measurement. */
@NullMarked
package io.countersign.rest.observation;

import org.jspecify.annotations.NullMarked;
