/** Receipts: which SIP nodes have applied a change, and since when. */
@NullMarked
package io.countersign.rest.propagation;

import org.jspecify.annotations.NullMarked;
