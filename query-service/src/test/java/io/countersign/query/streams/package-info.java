@NullMarked
package io.countersign.query.streams;

import org.jspecify.annotations.NullMarked;
