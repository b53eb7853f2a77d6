/**
 * Who is locked out and who is answered how often (docs/reference/sip.md, Abuse): what is counted of a source and of who tries
 * from it, in tables of a stated size.
 */
@NullMarked
package io.countersign.sip.lockout;

import org.jspecify.annotations.NullMarked;
