@NullMarked
package io.countersign.rest.openapi;

import org.jspecify.annotations.NullMarked;
