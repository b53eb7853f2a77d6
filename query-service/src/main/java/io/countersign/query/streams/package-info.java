/** What every Kafka Streams application here shares: names, settings, start, state, failures. */
@NullMarked
package io.countersign.query.streams;

import org.jspecify.annotations.NullMarked;
