package io.countersign.rest.request;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Where a request comes from: the peer, or what a trusted proxy says in {@code X-Forwarded-For}. */
public final class SourceAddress {
    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String UNKNOWN = "unknown";

    /** No chain of proxies is longer. */
    private static final int MAX_HOPS = 20;

    private final List<CidrBlock> trustedProxies;

    public SourceAddress(List<CidrBlock> trustedProxies) {
        this.trustedProxies = List.copyOf(trustedProxies);
    }

    /** The client's address in the standard text form. */
    public String of(ServerHttpRequest request) {
        InetSocketAddress peer = request.getRemoteAddress();
        if (peer == null || peer.getAddress() == null) {
            return UNKNOWN;
        }
        return IpAddress.text(client(peer.getAddress(), request.getHeaders().getOrEmpty(FORWARDED_FOR)));
    }

    /** From the nearest hop outwards: the first that is no trusted proxy. What can't be read ends the walk. */
    private InetAddress client(InetAddress peer, List<String> lines) {
        InetAddress nearest = peer;
        List<String> hops = hops(lines);
        for (int i = hops.size() - 1; i >= 0 && isTrusted(nearest); i--) {
            Optional<InetAddress> hop = IpAddress.parse(hops.get(i));
            if (hop.isEmpty()) {
                return nearest;
            }
            nearest = hop.get();
        }
        return nearest;
    }

    private boolean isTrusted(InetAddress address) {
        return trustedProxies.stream().anyMatch(block -> block.contains(address));
    }

    private static List<String> hops(List<String> lines) {
        List<String> hops = new ArrayList<>();
        for (String line : lines) {
            for (String hop : line.split(",", -1)) {
                hops.add(hop.strip());
            }
        }
        return hops.size() <= MAX_HOPS ? hops : hops.subList(hops.size() - MAX_HOPS, hops.size());
    }
}
