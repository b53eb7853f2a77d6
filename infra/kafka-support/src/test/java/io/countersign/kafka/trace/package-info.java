@NullMarked
package io.countersign.kafka.trace;

import org.jspecify.annotations.NullMarked;
