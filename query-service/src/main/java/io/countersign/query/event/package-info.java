/** The facts that the folds understand, free of how they travel, and the rule of delivery that all folds share. */
@NullMarked
package io.countersign.query.event;

import org.jspecify.annotations.NullMarked;
