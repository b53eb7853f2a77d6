/** Tests that start the real thing and drive it from outside, as its users do. */
@NullMarked
package io.countersign.systemtests;

import org.jspecify.annotations.NullMarked;
