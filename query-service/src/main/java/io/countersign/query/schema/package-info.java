/** The schemas behind the ids in our topics, in the form that stock tools ask a schema registry for. */
@NullMarked
package io.countersign.query.schema;

import org.jspecify.annotations.NullMarked;
