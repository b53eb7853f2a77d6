@NullMarked
package io.countersign.rest.limit;

import org.jspecify.annotations.NullMarked;
