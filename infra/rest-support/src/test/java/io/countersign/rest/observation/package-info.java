@NullMarked
package io.countersign.rest.observation;

import org.jspecify.annotations.NullMarked;
