/** Refused SIP requests, newest first, of a trunk, of an account and (for the operator) of everyone, said for people. */
@NullMarked
package io.countersign.query.failure;

import org.jspecify.annotations.NullMarked;
