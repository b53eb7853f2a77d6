/** Tests. */
@NullMarked
package io.countersign.sip.challenge;

import org.jspecify.annotations.NullMarked;
