/** The account view: an account, and the list of its API keys. */
@NullMarked
package io.countersign.query.account;

import org.jspecify.annotations.NullMarked;
