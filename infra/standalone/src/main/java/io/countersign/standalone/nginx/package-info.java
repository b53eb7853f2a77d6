/** The front door as a configuration of nginx, made from the same table of routes. */
@NullMarked
package io.countersign.standalone.nginx;

import org.jspecify.annotations.NullMarked;
