/** Tests. */
@NullMarked
package io.countersign.query.lockout;

import org.jspecify.annotations.NullMarked;
