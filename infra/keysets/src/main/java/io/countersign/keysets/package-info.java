/** The two keysets: the master keyset (secrets, nonces) and the token keyset (tokens, cursors, forwarding). */
@NullMarked
package io.countersign.keysets;

import org.jspecify.annotations.NullMarked;
