/** A new generation is built from the facts while everything goes on. */
@NullMarked
package io.countersign.systemtests.rebuild;

import org.jspecify.annotations.NullMarked;
