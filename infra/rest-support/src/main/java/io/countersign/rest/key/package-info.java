/** Who calls: API keys, the operator's key, the check of both, the caller of a request. */
@NullMarked
package io.countersign.rest.key;

import org.jspecify.annotations.NullMarked;
