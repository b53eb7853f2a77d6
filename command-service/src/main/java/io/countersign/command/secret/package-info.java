/** What is kept beside the facts: sealed secrets of credentials and hashes of API keys. */
@NullMarked
package io.countersign.command.secret;

import org.jspecify.annotations.NullMarked;
