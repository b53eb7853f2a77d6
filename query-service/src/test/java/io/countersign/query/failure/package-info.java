@NullMarked
package io.countersign.query.failure;

import org.jspecify.annotations.NullMarked;
