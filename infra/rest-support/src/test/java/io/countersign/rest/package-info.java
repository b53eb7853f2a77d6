@NullMarked
package io.countersign.rest;

import org.jspecify.annotations.NullMarked;
