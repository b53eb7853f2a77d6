/** Tests. */
@NullMarked
package io.countersign.sip.lockout;

import org.jspecify.annotations.NullMarked;
