/** What every command of the program says alike: its version and its exit codes. */
@NullMarked
package io.countersign.standalone.program;

import org.jspecify.annotations.NullMarked;
