@NullMarked
package io.countersign.query.auth;

import org.jspecify.annotations.NullMarked;
