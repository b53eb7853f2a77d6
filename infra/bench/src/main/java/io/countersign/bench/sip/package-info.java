/** SIP load over UDP that drives Countersign and Kamailio with the same messages, and what their answers cost them in CPU. */
@NullMarked
package io.countersign.bench.sip;

import org.jspecify.annotations.NullMarked;
