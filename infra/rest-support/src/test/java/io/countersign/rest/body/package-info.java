@NullMarked
package io.countersign.rest.body;

import org.jspecify.annotations.NullMarked;
