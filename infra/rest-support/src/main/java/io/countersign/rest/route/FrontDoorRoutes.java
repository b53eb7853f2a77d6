package io.countersign.rest.route;

import static io.countersign.rest.route.Access.ADMIN;
import static io.countersign.rest.route.Access.OPERATOR;
import static io.countersign.rest.route.Access.PUBLIC;
import static io.countersign.rest.route.Access.READ;
import static io.countersign.rest.route.Service.COMMAND;
import static io.countersign.rest.route.Service.QUERY;
import static io.countersign.rest.route.Service.SIP_AUTH;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.springframework.http.server.PathContainer;

/**
 * The table of routes: which service answers an operation, and who may use it. It equals the OpenAPI document (tested in
 * both directions). The front door forwards by it, and the key check reads the role from it.
 */
public final class FrontDoorRoutes {
    private static final String ACCOUNT = "/v1/account/{account_id}";
    private static final String API_KEYS = ACCOUNT + "/api-keys";
    private static final String TRUNKS = ACCOUNT + "/trunks";
    private static final String TRUNK = TRUNKS + "/{trunk_id}";
    private static final String CREDENTIALS = TRUNK + "/credentials";
    private static final String CREDENTIAL = CREDENTIALS + "/{credential_id}";

    private static final String LOCKOUTS = ACCOUNT + "/lockouts";
    private static final String SOURCE_LOCKOUTS = "/v1/lockouts";

    private static final String REBUILD = "/v1/rebuilds/{target}";

    private static final List<Route> ROUTES = List.of(
            new Route("POST", "/v1/account", COMMAND, OPERATOR),
            new Route("GET", ACCOUNT, QUERY, READ),
            new Route("POST", API_KEYS, COMMAND, ADMIN),
            new Route("GET", API_KEYS, QUERY, READ),
            new Route("DELETE", API_KEYS + "/{key_id}", COMMAND, ADMIN),
            new Route("POST", TRUNKS, COMMAND, ADMIN),
            new Route("GET", TRUNKS, QUERY, READ),
            new Route("GET", TRUNK, QUERY, READ),
            new Route("POST", CREDENTIALS, COMMAND, ADMIN),
            new Route("GET", CREDENTIALS, QUERY, READ),
            new Route("GET", CREDENTIAL, QUERY, READ),
            new Route("DELETE", CREDENTIAL, COMMAND, ADMIN),
            new Route("GET", TRUNK + "/registrations", QUERY, READ),
            new Route("GET", ACCOUNT + "/auth-failures", QUERY, READ),
            new Route("GET", ACCOUNT + "/auth-failures/summary", QUERY, READ),
            new Route("GET", TRUNK + "/auth-failures", QUERY, READ),
            new Route("GET", TRUNK + "/auth-failures/summary", QUERY, READ),
            new Route("GET", "/v1/auth-failures", QUERY, OPERATOR),
            new Route("GET", LOCKOUTS, QUERY, READ),
            new Route("GET", LOCKOUTS + "/{lockout_id}", QUERY, READ),
            new Route("DELETE", LOCKOUTS + "/{lockout_id}", SIP_AUTH, ADMIN),
            new Route("GET", SOURCE_LOCKOUTS, QUERY, OPERATOR),
            new Route("GET", SOURCE_LOCKOUTS + "/{source_lockout_id}", QUERY, OPERATOR),
            new Route("DELETE", SOURCE_LOCKOUTS + "/{source_lockout_id}", SIP_AUTH, OPERATOR),
            new Route("GET", "/v1/auth-failures/summary", QUERY, OPERATOR),
            new Route("POST", REBUILD, QUERY, OPERATOR),
            new Route("GET", REBUILD, QUERY, OPERATOR),
            new Route("DELETE", REBUILD, QUERY, OPERATOR),
            new Route("GET", "/schemas/ids/{id}", QUERY, PUBLIC),
            new Route("GET", "/openapi.json", QUERY, PUBLIC));

    private static final List<PathTemplate> TEMPLATES =
            ROUTES.stream().map(route -> PathTemplate.of(route.pattern())).toList();

    private FrontDoorRoutes() {}

    /** Every operation of the OpenAPI document. */
    public static List<Route> all() {
        return ROUTES;
    }

    /** The service that answers; for what is in no table, one that says so well: GET and HEAD query-service, else command-service. */
    public static Service service(String method, String rawPath) {
        return find(method, rawPath).map(Route::service).orElse(normalized(method).equals("GET") ? QUERY : COMMAND);
    }

    /**
     * The route of a request, if it is in the table.
     *
     * @param rawPath as in the request line, without the query
     */
    public static Optional<Route> find(String method, String rawPath) {
        PathContainer path;
        try {
            path = PathContainer.parsePath(rawPath);
        } catch (IllegalArgumentException e) { // a percent sign that encodes nothing: no route of ours
            return Optional.empty();
        }
        return find(method, path);
    }

    /** The same for a path that is parsed already. */
    public static Optional<Route> find(String method, PathContainer path) {
        String wanted = normalized(method);
        for (int i = 0; i < ROUTES.size(); i++) {
            if (ROUTES.get(i).method().equals(wanted) && TEMPLATES.get(i).matches(path)) {
                return Optional.of(ROUTES.get(i));
            }
        }
        return Optional.empty();
    }

    /** The methods of a path, for {@code Allow}; empty when the path is in no route. */
    public static SortedSet<String> methods(PathContainer path) {
        SortedSet<String> methods = new TreeSet<>();
        for (int i = 0; i < ROUTES.size(); i++) {
            if (TEMPLATES.get(i).matches(path)) {
                methods.add(ROUTES.get(i).method());
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    private static String normalized(String method) {
        return method.equals("HEAD") ? "GET" : method;
    }
}
