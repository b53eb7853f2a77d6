package io.countersign.standalone.frontdoor;

import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Why an instance gave no answer. */
enum ForwardFailure {
    /** There was no connection, so nothing was sent. */
    NOT_SENT(Duration.ofSeconds(2)),
    /** The connection broke; the request may have been sent. */
    BROKEN(Duration.ofSeconds(1)),
    /** It was sent and nothing came back in time. */
    SILENT(Duration.ofSeconds(10)),
    /** Not the instance's doing: the client went away, or a fault of the front door. */
    OURS(Duration.ZERO);

    private final Duration pause;

    ForwardFailure(Duration pause) {
        this.pause = pause;
    }

    /** How long other instances go first. */
    Duration pause() {
        return pause;
    }

    static ForwardFailure of(Throwable failure) {
        return switch (failure) {
            case ConnectException e -> NOT_SENT;
            case UnknownHostException e -> NOT_SENT;
            case NoRouteToHostException e -> NOT_SENT;
            case TimeoutException e -> NOT_SENT; // no connection of the pool became free
            case ReadTimeoutException e -> SILENT;
            case IOException e -> BROKEN;
            default -> OURS;
        };
    }
}
