@NullMarked
package io.countersign.rest.route;

import org.jspecify.annotations.NullMarked;
