package io.countersign.standalone.frontdoor;

import io.countersign.rest.route.Service;
import java.net.InetSocketAddress;
import java.time.Duration;

/** One instance of a service as the front door sees it. Safe for all threads. */
final class Backend {
    private final Service service;
    private final InetSocketAddress address;
    private volatile long skippedUntilNanos = System.nanoTime();

    Backend(Service service, InetSocketAddress address) {
        this.service = service;
        this.address = address;
    }

    Service service() {
        return service;
    }

    InetSocketAddress address() {
        return address;
    }

    /** {@code host:port}, as in a URL. */
    String authority() {
        return Backends.authority(address);
    }

    /** The start of its URLs. */
    String base() {
        return "http://" + authority();
    }

    /** Lets others go first for that long: it could not be reached, or was silent. */
    void skip(Duration time) {
        skippedUntilNanos = System.nanoTime() + time.toNanos();
    }

    boolean isSkipped() {
        return skippedUntilNanos - System.nanoTime() > 0;
    }
}
