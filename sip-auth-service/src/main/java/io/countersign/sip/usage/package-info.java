/** When and from where credentials are used: what the API shows of it, and who is known well enough never to be locked out. */
@NullMarked
package io.countersign.sip.usage;

import org.jspecify.annotations.NullMarked;
