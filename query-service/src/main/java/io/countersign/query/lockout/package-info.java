/** Who is locked out of SIP, as the API shows it. */
@NullMarked
package io.countersign.query.lockout;

import org.jspecify.annotations.NullMarked;
