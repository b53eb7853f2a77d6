/** What the instances of this service ask each other: questions to views that another one owns, by HTTP, with a MAC. */
@NullMarked
package io.countersign.query.peer;

import org.jspecify.annotations.NullMarked;
