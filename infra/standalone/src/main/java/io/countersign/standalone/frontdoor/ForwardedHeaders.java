package io.countersign.standalone.frontdoor;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which headers pass the front door: not those of one connection (RFC 9110 section 7.6.1), none that claims where a client is. */
final class ForwardedHeaders {
    private static final String FORWARDED_FOR = "x-forwarded-for";
    private static final String FORWARDED_PREFIX = "x-forwarded-";

    private static final Set<String> OF_ONE_CONNECTION = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");
    /** The front door answers 100-continue itself. */
    private static final Set<String> OF_THE_CLIENT_SIDE = Set.of("expect", "forwarded", "x-real-ip");

    private ForwardedHeaders() {}

    /** What a service gets to see of a request; the client's address is the one that the connection really has. */
    static void copyRequest(HttpHeaders from, HttpHeaders to, @Nullable InetSocketAddress client) {
        Set<String> dropped = dropped(from);
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!dropped.contains(name) && !OF_THE_CLIENT_SIDE.contains(name) && !name.startsWith(FORWARDED_PREFIX)) {
                to.add(header.getKey(), header.getValue());
            }
        }
        if (client != null && client.getAddress() != null) {
            to.set(FORWARDED_FOR, client.getAddress().getHostAddress());
        }
    }

    /** What a client gets to see of an answer. */
    static void copyResponse(HttpHeaders from, HttpHeaders to) {
        Set<String> dropped = dropped(from);
        for (Map.Entry<String, String> header : from) {
            if (!dropped.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                to.add(header.getKey(), header.getValue());
            }
        }
    }

    private static Set<String> dropped(HttpHeaders headers) {
        Set<String> dropped = new HashSet<>(OF_ONE_CONNECTION);
        for (String value : headers.getAll(HttpHeaderNames.CONNECTION)) {
            for (String name : value.split(",", -1)) {
                dropped.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        return dropped;
    }
}
