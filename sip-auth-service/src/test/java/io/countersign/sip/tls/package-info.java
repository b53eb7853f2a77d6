/** Tests of certificates, and the authority that makes them. */
@org.jspecify.annotations.NullMarked
package io.countersign.sip.tls;
