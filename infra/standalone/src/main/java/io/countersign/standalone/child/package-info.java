/** The broker and PostgreSQL as child processes, started, watched and ended. */
@NullMarked
package io.countersign.standalone.child;

import org.jspecify.annotations.NullMarked;
