/** Tests. */
@NullMarked
package io.countersign.sip.usage;

import org.jspecify.annotations.NullMarked;
