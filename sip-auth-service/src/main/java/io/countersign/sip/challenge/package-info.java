/**
 * What proves that a request is fresh: nonces, the replay window and the fingerprints of accepted requests. Pure: no
 * Spring, Kafka or Netty; time comes in as an argument.
 */
@NullMarked
package io.countersign.sip.challenge;

import org.jspecify.annotations.NullMarked;
