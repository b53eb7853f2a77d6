/** Tests that compare what the documents say with what is in the repository. */
@NullMarked
package io.countersign.systemtests.documentation;

import org.jspecify.annotations.NullMarked;
