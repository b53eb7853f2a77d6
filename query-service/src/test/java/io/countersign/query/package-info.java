@NullMarked
package io.countersign.query;

import org.jspecify.annotations.NullMarked;
