/** The certificates that TLS is offered with: read from PEM files, chosen by name, renewed without a restart. */
@NullMarked
package io.countersign.sip.tls;

import org.jspecify.annotations.NullMarked;
