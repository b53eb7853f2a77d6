@NullMarked
package io.countersign.sip.transport;

import org.jspecify.annotations.NullMarked;
