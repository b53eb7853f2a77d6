/** Where registered phones are (RFC 3261 section 10.3), in this node's memory. */
@NullMarked
package io.countersign.sip.registrar;

import org.jspecify.annotations.NullMarked;
