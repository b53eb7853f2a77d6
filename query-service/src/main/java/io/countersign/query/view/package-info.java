/** What the read models share: rows in a store, what a view has seen, waiting for it, and the one door to a view's task. */
@NullMarked
package io.countersign.query.view;

import org.jspecify.annotations.NullMarked;
