@NullMarked
package io.countersign.query.view;

import org.jspecify.annotations.NullMarked;
