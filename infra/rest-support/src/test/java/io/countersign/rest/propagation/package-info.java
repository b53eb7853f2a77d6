@NullMarked
package io.countersign.rest.propagation;

import org.jspecify.annotations.NullMarked;
