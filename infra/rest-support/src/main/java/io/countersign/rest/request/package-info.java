/** The request itself: its id, and where it comes from. */
@NullMarked
package io.countersign.rest.request;

import org.jspecify.annotations.NullMarked;
