/** The registration view: where the credentials of a trunk can be reached now, as SIP nodes tell it. */
@NullMarked
package io.countersign.query.registration;

import org.jspecify.annotations.NullMarked;
