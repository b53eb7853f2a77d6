package io.countersign.query.peer;

import io.countersign.query.view.Ask;
import io.countersign.query.view.LocalReader;
import io.countersign.rest.error.ApiException;
import io.countersign.rest.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Answers the other instances' questions, before and instead of the check of API keys: the caller's rights were checked where
 * the request came in. Only a question with a valid MAC is read; it is answered from the stores of this instance, or refused,
 * and never passed on. In no table of routes, so no front door leads here.
 */
public final class PeerFilter implements WebFilter, Ordered {
    /** Where questions are sent, by POST. */
    static final String PATH = "/internal/questions";

    private static final Logger LOG = LoggerFactory.getLogger(PeerFilter.class);

    /** More than 32 tokens, a cursor and filters. */
    private static final int MAX_BODY_BYTES = 64 << 10;

    /** Before the key check. */
    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 50;

    private final PeerSeal seal;
    private final PeerMessages messages;
    private final AdvertisedAddress self;
    private final Map<String, LocalReader> readers;

    PeerFilter(PeerSeal seal, PeerMessages messages, AdvertisedAddress self, List<LocalReader> readers) {
        this.seal = seal;
        this.messages = messages;
        this.self = self;
        this.readers = readers.stream().collect(Collectors.toUnmodifiableMap(LocalReader::application, Function.identity()));
    }

    @Override
    public int getOrder() {
        return ORDER;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        if (!request.getURI().getRawPath().equals(PATH) || !request.getMethod().equals(HttpMethod.POST)) {
            return chain.filter(exchange);
        }
        String header = Optional.ofNullable(request.getHeaders().getFirst(PeerSeal.QUESTION_HEADER)).orElse("");
        if (!seal.isCurrent(header)) {
            return Mono.error(PeerFilter::unauthorized);
        }
        return DataBufferUtils.join(request.getBody(), MAX_BODY_BYTES)
                .onErrorMap(DataBufferLimitException.class, e -> unauthorized())
                .map(PeerFilter::bytes)
                .defaultIfEmpty(new byte[0])
                .flatMap(body -> self.now().filter(address -> seal.verifies(header, address, body)).isPresent()
                        ? answer(messages.question(body))
                        : Mono.error(PeerFilter::unauthorized))
                .onErrorMap(IllegalArgumentException.class, PeerFilter::notUnderstood)
                .flatMap(body -> send(exchange.getResponse(), header, body));
    }

    private <T> Mono<byte[]> answer(Ask<T> ask) {
        LocalReader reader = readers.get(ask.application());
        if (reader == null) {
            throw new IllegalArgumentException("the application " + ask.application() + " is not known (expected: one of " + readers.keySet() + ")");
        }
        return reader.read(ask)
                .map(answers -> PeerMessages.answers(ask.question().form(), answers))
                .onErrorResume(
                        ApiException.class,
                        e -> e.code() == ErrorCode.UNAVAILABLE ? Mono.just(PeerMessages.refusal(e.message())) : Mono.error(e));
    }

    private Mono<Void> send(ServerHttpResponse response, String question, byte[] body) {
        response.setStatusCode(HttpStatus.OK);
        HttpHeaders headers = response.getHeaders();
        headers.setContentType(MediaType.APPLICATION_OCTET_STREAM);
        headers.setContentLength(body.length);
        headers.set(PeerSeal.ANSWER_HEADER, seal.answer(question, body));
        return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    private static byte[] bytes(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    private static ApiException unauthorized() {
        return new ApiException(ErrorCode.UNAUTHORIZED, "Only instances of this service may ask here.");
    }

    /** One of us, but of another build. */
    private static ApiException notUnderstood(IllegalArgumentException cause) {
        LOG.warn("peer.question.refused cause={}", cause.getMessage());
        return ApiException.validation("question", "must be one that this instance knows");
    }
}
