/** The decision, with the real parser, table, registrar and digest. */
@NullMarked
package io.countersign.sip.decision;

import org.jspecify.annotations.NullMarked;
