/** How many SIP requests were refused, of a trunk, of an account and (for the operator) of everyone: exact, by reason and time. */
@NullMarked
package io.countersign.query.summary;

import org.jspecify.annotations.NullMarked;
