package io.countersign.rest.key;

import io.countersign.rest.error.ApiException;
import io.countersign.rest.error.ErrorCode;
import io.countersign.rest.limit.Allowance;
import io.countersign.rest.limit.RateLimits;
import io.countersign.rest.request.RequestId;
import io.countersign.rest.request.SourceAddress;
import io.countersign.rest.route.Access;
import io.countersign.rest.route.FrontDoorRoutes;
import io.countersign.rest.route.Route;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.PathContainer;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Who may go on to a handler, in the order of the API's contract: a key (401), its rate (429), the account of the path
 * (404 for another's, as for one that doesn't exist), the method (405), the role (403). Handlers find the {@link Caller} afterwards.
 *
 * <p>The operator may name any account; whether it exists is for the handler to say.
 */
public final class AuthenticationFilter implements WebFilter, Ordered {
    private static final String BEARER = "bearer ";
    private static final int MAX_AUTHORIZATION_CHARS = 1024;
    private static final List<String> ACCOUNT_PATH = List.of("v1", "account");

    /** Below these nothing needs a key: pages, schemas, and what the configuration exposes of health and metrics. */
    private static final Set<String> PUBLIC_FIRST_SEGMENTS =
            Set.of("docs", "dashboard", "schemas", "actuator", "openapi.json", "asyncapi.json");

    private final OperatorKey operatorKey;
    private final ApiKeyTable apiKeys;
    private final RateLimits rateLimits;
    private final Counter rateLimited;
    private final SourceAddress sourceAddress;

    public AuthenticationFilter(
            OperatorKey operatorKey,
            ApiKeyTable apiKeys,
            RateLimits rateLimits,
            MeterRegistry metrics,
            SourceAddress sourceAddress) {
        this.operatorKey = operatorKey;
        this.apiKeys = apiKeys;
        this.rateLimits = rateLimits;
        this.rateLimited = Counter.builder("countersign.api.rate.limited")
                .description("Requests answered 429 because their key sends too many")
                .register(metrics);
        this.sourceAddress = sourceAddress;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 100;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        RequestId.of(exchange);
        List<String> segments = segments(exchange);
        if (!segments.isEmpty() && PUBLIC_FIRST_SEGMENTS.contains(segments.getFirst())) {
            return chain.filter(exchange);
        }
        return caller(exchange).flatMap(caller -> {
            checkRate(caller, exchange);
            checkAccount(caller, segments);
            checkMethodAndRole(caller, exchange);
            caller.attachTo(exchange);
            return chain.filter(exchange);
        });
    }

    private Mono<Caller> caller(ServerWebExchange exchange) {
        Optional<String> sent = bearer(exchange.getRequest().getHeaders());
        if (sent.isEmpty()) {
            return Mono.error(unauthorized());
        }
        String sourceIp = sourceAddress.of(exchange.getRequest());
        String requestId = RequestId.of(exchange);
        if (operatorKey.matches(sent.get())) {
            return Mono.just(new Caller(Role.OPERATOR, null, null, sourceIp, requestId));
        }
        return ApiKey.parse(sent.get())
                .map(this::owner)
                .orElseGet(Mono::empty)
                .map(owner -> new Caller(owner.role(), owner.accountId(), owner.keyId(), sourceIp, requestId))
                .switchIfEmpty(Mono.error(AuthenticationFilter::unauthorized));
    }

    private Mono<KeyOwner> owner(ApiKey key) {
        CompletableFuture<Optional<KeyOwner>> owner = apiKeys.owner(key);
        Mono<Optional<KeyOwner>> found =
                owner.isDone() ? Mono.fromFuture(owner) : Mono.fromFuture(owner).publishOn(Schedulers.parallel());
        return found.flatMap(Mono::justOrEmpty);
    }

    /** The operator is free. */
    private void checkRate(Caller caller, ServerWebExchange exchange) {
        Optional<Allowance> taken = Optional.ofNullable(caller.keyId()).flatMap(rateLimits::take);
        taken.ifPresent(allowance -> allowance.tell(exchange.getResponse().getHeaders()));
        if (taken.isPresent() && !taken.get().granted()) {
            rateLimited.increment();
            throw taken.get().refusal();
        }
    }

    private static void checkAccount(Caller caller, List<String> segments) {
        boolean namesAccount = segments.size() > ACCOUNT_PATH.size() && segments.subList(0, ACCOUNT_PATH.size()).equals(ACCOUNT_PATH);
        if (namesAccount && caller.role() != Role.OPERATOR && !segments.get(ACCOUNT_PATH.size()).equals(caller.accountId())) {
            throw ApiException.notFound();
        }
    }

    private static void checkMethodAndRole(Caller caller, ServerWebExchange exchange) {
        String method = exchange.getRequest().getMethod().name();
        PathContainer path = exchange.getRequest().getPath().pathWithinApplication();
        Optional<Route> route = FrontDoorRoutes.find(method, path);
        SortedSet<String> methods = FrontDoorRoutes.methods(path);
        if (route.isEmpty() && !methods.isEmpty()) {
            throw new ApiException(ErrorCode.METHOD_NOT_ALLOWED, "This path doesn't take this method.")
                    .withHeader(HttpHeaders.ALLOW, String.join(", ", methods));
        }
        boolean reads = method.equals("GET") || method.equals("HEAD");
        if (!may(caller.role(), route.map(Route::access).orElse(reads ? Access.READ : Access.ADMIN))) {
            throw ApiException.forbidden("The role of this key does not allow it.");
        }
    }

    private static boolean may(Role role, Access access) {
        return switch (access) {
            case PUBLIC, READ -> true;
            case ADMIN -> role == Role.ADMIN || role == Role.OPERATOR;
            case OPERATOR -> role == Role.OPERATOR;
        };
    }

    /** RFC 6750, section 2.1; the scheme's name in any case (RFC 9110, section 11.1). */
    private static Optional<String> bearer(HttpHeaders headers) {
        List<String> lines = headers.getOrEmpty(HttpHeaders.AUTHORIZATION);
        if (lines.size() != 1 || lines.getFirst().length() > MAX_AUTHORIZATION_CHARS) {
            return Optional.empty();
        }
        String line = lines.getFirst();
        boolean isBearer = line.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return isBearer ? Optional.of(line.substring(BEARER.length()).strip()) : Optional.empty();
    }

    /** As handlers' patterns see the path: percent-decoded, without parameters. */
    private static List<String> segments(ServerWebExchange exchange) {
        return exchange.getRequest().getPath().pathWithinApplication().elements().stream()
                .filter(PathContainer.PathSegment.class::isInstance)
                .map(element -> ((PathContainer.PathSegment) element).valueToMatch())
                .toList();
    }

    private static ApiException unauthorized() {
        return new ApiException(ErrorCode.UNAUTHORIZED, "A valid key is needed: send Authorization: Bearer csk_live_…")
                .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
}
