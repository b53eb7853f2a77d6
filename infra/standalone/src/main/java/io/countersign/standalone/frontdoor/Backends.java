package io.countersign.standalone.frontdoor;

import io.countersign.rest.route.Service;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Where the services listen, on the loopback interface; filled while they start. Safe for all threads. */
public final class Backends {
    private final Map<Service, Integer> ports = new ConcurrentSkipListMap<>();

    public void put(Service service, int port) {
        ports.put(service, port);
    }

    /** The start of a service's URLs, once it listens. */
    Optional<String> base(Service service) {
        return Optional.ofNullable(ports.get(service)).map(port -> "http://127.0.0.1:" + port);
    }

    /** The services that listen, each with the start of its URLs. */
    Map<Service, String> bases() {
        Map<Service, String> bases = new TreeMap<>();
        ports.forEach((service, port) -> bases.put(service, "http://127.0.0.1:" + port));
        return bases;
    }

    /** The name that people know a service by. */
    public static String name(Service service) {
        return switch (service) {
            case COMMAND -> "command-service";
            case QUERY -> "query-service";
            case SIP_AUTH -> "sip-auth-service";
        };
    }
}
