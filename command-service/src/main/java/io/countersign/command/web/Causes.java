package io.countersign.command.web;

import io.countersign.command.aggregate.Cause;
import io.countersign.rest.key.Caller;
import java.util.Optional;

/** The caller of a request as the cause of events. */
final class Causes {
    private Causes() {}

    static Cause of(Caller caller) {
        return new Cause(
                Optional.ofNullable(caller.keyId()),
                caller.role().text(),
                Optional.of(caller.sourceIp()),
                Optional.of(caller.requestId()));
    }
}
