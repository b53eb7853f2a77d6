/**
 * SIP messages as bytes: a total, bounded reader that indexes a worker's buffer in place, and a writer that builds the
 * answer from the request's own bytes (RFC 3261, 3581, 7616). No I/O, no state between messages, no allocation on the
 * ordinary path; every object here belongs to one worker thread.
 */
@NullMarked
package io.countersign.sip.message;

import org.jspecify.annotations.NullMarked;
