/** What must be true after any fault: compares what clients were told with the event log, the views and the SIP nodes. */
@NullMarked
package io.countersign.systemtests.check;

import org.jspecify.annotations.NullMarked;
