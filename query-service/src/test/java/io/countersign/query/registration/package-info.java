@NullMarked
package io.countersign.query.registration;

import org.jspecify.annotations.NullMarked;
