/** The service as a whole. */
@NullMarked
package io.countersign.sip;

import org.jspecify.annotations.NullMarked;
