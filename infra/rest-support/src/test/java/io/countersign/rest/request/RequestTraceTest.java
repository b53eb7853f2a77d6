package io.countersign.rest.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.kafka.trace.TraceParent;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

class RequestTraceTest {
    private static final String SENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void aWellFormedTraceIsContinuedWithAPartOfOurOwn() {
        TraceParent trace = RequestTrace.of(requestWith(SENT));

        assertThat(trace.traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(trace.parentId()).isNotEqualTo("b7ad6b7169203331");
        assertThat(trace.isSampled()).isTrue();
    }

    @Test
    void aMissingMalformedOrDoubledOneBeginsATrace() {
        for (MockServerWebExchange exchange : new MockServerWebExchange[] {requestWith(), requestWith("00-x"), requestWith(SENT, SENT)}) {
            TraceParent trace = RequestTrace.of(exchange);

            assertThat(trace.traceId()).isNotEqualTo("0af7651916cd43dd8448eb211c80319c");
            assertThat(trace.isSampled()).isFalse();
        }
    }

    @Test
    void aRequestHasOneTrace() {
        MockServerWebExchange exchange = requestWith();

        assertThat(RequestTrace.of(exchange)).isEqualTo(RequestTrace.of(exchange));
    }

    private static MockServerWebExchange requestWith(String... lines) {
        return MockServerWebExchange.from(MockServerHttpRequest.get("/").header("traceparent", lines));
    }
}
