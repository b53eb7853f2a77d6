/** Instances, or what a service needs, are away for a while: what it does meanwhile, and that nothing is missing afterwards. */
@NullMarked
package io.countersign.systemtests.outage;

import org.jspecify.annotations.NullMarked;
