/** The OpenAPI document as a test's oracle: what a request may hold, what an answer must be. */
@NullMarked
package io.countersign.systemtests.contract;

import org.jspecify.annotations.NullMarked;
