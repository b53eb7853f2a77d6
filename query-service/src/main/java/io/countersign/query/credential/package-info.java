/** The credential view: a trunk's credentials in the order of their creation. */
@NullMarked
package io.countersign.query.credential;

import org.jspecify.annotations.NullMarked;
