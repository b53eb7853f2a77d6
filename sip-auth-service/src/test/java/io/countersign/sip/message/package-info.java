@NullMarked
package io.countersign.sip.message;

import org.jspecify.annotations.NullMarked;
