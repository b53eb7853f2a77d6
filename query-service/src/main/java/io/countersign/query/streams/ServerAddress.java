package io.countersign.query.streams;

/** Where the other instances reach this one, for what Kafka Streams calls {@code application.server}. */
@FunctionalInterface
public interface ServerAddress {
    /**
     * {@code host:port}, once it is known.
     *
     * @throws IllegalStateException when it isn't in time
     */
    String await() throws InterruptedException;
}
