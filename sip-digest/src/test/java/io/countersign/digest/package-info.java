@NullMarked
package io.countersign.digest;

import org.jspecify.annotations.NullMarked;
