/** Tests. */
@NullMarked
package io.countersign.sip.registrar;

import org.jspecify.annotations.NullMarked;
