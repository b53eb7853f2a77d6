@NullMarked
package io.countersign.rest.drain;

import org.jspecify.annotations.NullMarked;
