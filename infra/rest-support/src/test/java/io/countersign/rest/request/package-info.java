@NullMarked
package io.countersign.rest.request;

import org.jspecify.annotations.NullMarked;
