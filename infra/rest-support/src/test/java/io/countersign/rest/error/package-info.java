@NullMarked
package io.countersign.rest.error;

import org.jspecify.annotations.NullMarked;
