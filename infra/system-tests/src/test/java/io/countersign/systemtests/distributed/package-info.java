/** The distributed run: what docker-compose.yml says, held against the code and against a running one. */
@NullMarked
package io.countersign.systemtests.distributed;

import org.jspecify.annotations.NullMarked;
