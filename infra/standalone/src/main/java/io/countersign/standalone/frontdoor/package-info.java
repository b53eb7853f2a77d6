/** The one HTTP port: forwards each request to the service that answers it, and merges health and metrics. */
@NullMarked
package io.countersign.standalone.frontdoor;

import org.jspecify.annotations.NullMarked;
