package io.countersign.query.view;

import java.util.List;
import reactor.core.publisher.Mono;

/** The other instances of this service. */
public interface Peers {
    /**
     * Asks one of them.
     *
     * @param address its {@code host:port}
     * @return the answers, one a part, or 503 when it can't be reached, isn't the owner, or isn't there in time
     */
    <T> Mono<List<T>> ask(String address, Ask<T> ask);
}
