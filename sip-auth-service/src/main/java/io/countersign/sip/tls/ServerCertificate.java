package io.countersign.sip.tls;

import io.netty.handler.ssl.SslContext;
import java.time.Instant;

/**
 * A certificate in use.
 *
 * @param files what it was made of
 * @param notAfter when clients begin to refuse it
 */
record ServerCertificate(PemPair files, SslContext context, Instant notAfter) {}
