/** The trunk views: one trunk by its id, and the list of an account's trunks, which is keyed by account. */
@NullMarked
package io.countersign.query.trunk;

import org.jspecify.annotations.NullMarked;
