/** The keys of an installation: made once, and laid out so that each part sees only those that it needs. */
@NullMarked
package io.countersign.standalone.key;

import org.jspecify.annotations.NullMarked;
