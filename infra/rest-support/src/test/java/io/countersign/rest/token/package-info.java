@NullMarked
package io.countersign.rest.token;

import org.jspecify.annotations.NullMarked;
