/** What we hand out and take back: consistency tokens and paging cursors, with a MAC. */
@NullMarked
package io.countersign.rest.token;

import org.jspecify.annotations.NullMarked;
