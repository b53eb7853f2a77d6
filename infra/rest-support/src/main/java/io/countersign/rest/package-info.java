/** What every REST surface shares: the beans to import. */
@NullMarked
package io.countersign.rest;

import org.jspecify.annotations.NullMarked;
