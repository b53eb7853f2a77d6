@NullMarked
package io.countersign.query.summary;

import org.jspecify.annotations.NullMarked;
