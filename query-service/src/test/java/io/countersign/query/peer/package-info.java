@NullMarked
package io.countersign.query.peer;

import org.jspecify.annotations.NullMarked;
