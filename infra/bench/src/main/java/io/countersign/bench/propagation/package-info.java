/** From a write that was answered to the SIP node that acts on it, hop by hop. */
@NullMarked
package io.countersign.bench.propagation;

import org.jspecify.annotations.NullMarked;
