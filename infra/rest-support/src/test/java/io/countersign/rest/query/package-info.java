@NullMarked
package io.countersign.rest.query;

import org.jspecify.annotations.NullMarked;
