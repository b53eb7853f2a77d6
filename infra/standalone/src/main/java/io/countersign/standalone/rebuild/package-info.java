/** The operator's command that builds the auth table or the views of a running system again. */
@NullMarked
package io.countersign.standalone.rebuild;

import org.jspecify.annotations.NullMarked;
