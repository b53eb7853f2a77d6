package io.countersign.standalone.frontdoor;

import io.countersign.rest.route.Service;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Where the instances of each service listen; filled while they start. Safe for all threads. */
public final class Backends {
    private final Map<Service, List<Backend>> instances = new ConcurrentSkipListMap<>();
    private final AtomicInteger turn = new AtomicInteger();

    /** Adds an instance; a host name is looked up at each new connection. */
    public void add(Service service, InetSocketAddress address) {
        instances.computeIfAbsent(service, any -> new CopyOnWriteArrayList<>()).add(new Backend(service, address));
    }

    /** The name that people know a service by. */
    public static String name(Service service) {
        return switch (service) {
            case COMMAND -> "command-service";
            case QUERY -> "query-service";
            case SIP_AUTH -> "sip-auth-service";
        };
    }

    /** {@code host:port}, as in a URL. */
    public static String authority(InetSocketAddress address) {
        String host = address.getHostString();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** In which order to try the instances: each time another one first, those to be skipped last. */
    List<Backend> inTurn(Service service) {
        List<Backend> order = new ArrayList<>(instances.getOrDefault(service, List.of()));
        if (order.size() > 1) {
            Collections.rotate(order, Math.floorMod(-turn.getAndIncrement(), order.size()));
            order.sort(Comparator.comparing(Backend::isSkipped));
        }
        return order;
    }

    /** Every instance, by service. */
    SortedMap<Service, List<Backend>> all() {
        return new TreeMap<>(instances);
    }
}
