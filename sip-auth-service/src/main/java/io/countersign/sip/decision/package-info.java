/**
 * The decision about one message, in the order of docs/reference/sip.md: {@link io.countersign.sip.decision.RequestDecision}
 * for the message, {@link io.countersign.sip.decision.Authenticator} for who sends it. No Spring, Kafka or Netty; runs to
 * completion on the worker's thread.
 */
@NullMarked
package io.countersign.sip.decision;

import org.jspecify.annotations.NullMarked;
