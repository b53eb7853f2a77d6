/** Digest access authentication as SIP uses it (RFC 7616, RFC 8760): arithmetic only, no state and no I/O. */
@NullMarked
package io.countersign.digest;

import org.jspecify.annotations.NullMarked;
