/** Tests. */
@NullMarked
package io.countersign.sip.account;

import org.jspecify.annotations.NullMarked;
