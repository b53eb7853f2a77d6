/** sip-auth-service: answers SIP. This package only puts the parts together. */
@NullMarked
package io.countersign.sip;

import org.jspecify.annotations.NullMarked;
