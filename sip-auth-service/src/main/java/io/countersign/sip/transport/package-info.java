/** UDP on own workers and TCP on Netty: both only bring a message to a {@link SipHandler} and its answer back. */
@NullMarked
package io.countersign.sip.transport;

import org.jspecify.annotations.NullMarked;
