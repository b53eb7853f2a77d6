/** Tests. */
@NullMarked
package io.countersign.sip.report;

import org.jspecify.annotations.NullMarked;
