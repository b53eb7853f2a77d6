/** What the node tells the others by Kafka: samples of refused requests and how far its table is. Never waited for by an answer. */
@NullMarked
package io.countersign.sip.report;

import org.jspecify.annotations.NullMarked;
