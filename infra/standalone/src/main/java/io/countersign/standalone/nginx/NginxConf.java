package io.countersign.standalone.nginx;

import io.countersign.rest.route.Route;
import io.countersign.rest.route.Service;
import io.countersign.standalone.frontdoor.Backends;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text of an {@code nginx.conf} that does what the front door does, but for the merged pages below {@code /actuator}.
 *
 * @param listen where nginx listens
 * @param temp a folder that nginx may write to
 * @param instances of each service, in the order of the services
 */
public record NginxConf(InetSocketAddress listen, Path temp, SortedMap<Service, List<InetSocketAddress>> instances) {
    private static final String TEMPLATE = "/nginx/front-door.conf.template";
    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]*}");
    private static final Pattern SPECIAL = Pattern.compile("[.+*?()\\[\\]^$|\\\\]");

    /** How many idle connections each worker keeps to a service. */
    private static final int KEPT_CONNECTIONS = 32;

    /** The whole file; routes that go where their method leads are not listed in it. */
    public String text(List<Route> routes) {
        return template()
                .replace("@temp@", temp.toString())
                .replace("@listen@", Backends.authority(listen))
                .replace("@upstreams@", instances.keySet().stream().map(this::upstream).collect(Collectors.joining("\n")))
                .replace("@routes@", routes.stream().filter(NginxConf::isException).map(NginxConf::line).collect(Collectors.joining()));
    }

    /** nginx shares the counts of failures between its workers in a zone. */
    private String upstream(Service service) {
        String servers = instances.getOrDefault(service, List.of()).stream()
                .map(address -> "        server " + Backends.authority(address) + " max_fails=1 fail_timeout=2s;\n")
                .collect(Collectors.joining());
        return "    upstream " + Backends.name(service) + " {\n"
                + "        zone " + Backends.name(service) + " 64k;\n"
                + servers
                + "        keepalive " + KEPT_CONNECTIONS + ";\n"
                + "    }";
    }

    /** Not where the method would lead. */
    private static boolean isException(Route route) {
        return route.service() != (route.method().equals("GET") ? Service.QUERY : Service.COMMAND);
    }

    private static String line(Route route) {
        String method = route.method().equals("GET") ? "(GET|HEAD)" : route.method();
        return "        \"~^" + method + " " + expression(route.pattern()) + "$\" " + Backends.name(route.service()) + ";\n";
    }

    private static String expression(String pattern) {
        return PARAMETER.matcher(SPECIAL.matcher(pattern).replaceAll("\\\\$0")).replaceAll("[^/]+");
    }

    private static String template() {
        try (InputStream resource = NginxConf.class.getResourceAsStream(TEMPLATE)) {
            if (resource == null) {
                throw new IllegalStateException(TEMPLATE + " is not on the class path");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + TEMPLATE, e);
        }
    }
}
