@NullMarked
package io.countersign.rest.key;

import org.jspecify.annotations.NullMarked;
