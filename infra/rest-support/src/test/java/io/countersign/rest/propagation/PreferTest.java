package io.countersign.rest.propagation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PreferTest {
    static Stream<Arguments> headers() {
        return Stream.of(
                Arguments.of(List.of(), null),
                Arguments.of(List.of("wait=5"), 5),
                Arguments.of(List.of("Wait = 5"), 5), // names in any case, bad whitespace (RFC 7240, section 2)
                Arguments.of(List.of("wait=\"5\""), 5), // a word may be quoted
                Arguments.of(List.of("wait=0"), 0),
                Arguments.of(List.of("wait=10"), 10),
                Arguments.of(List.of("wait=11"), 10),
                Arguments.of(List.of("wait=999999999"), 10),
                Arguments.of(List.of("respond-async, wait=5"), 5),
                Arguments.of(List.of("respond-async; wait=9, wait=5"), 5), // a parameter is no preference
                Arguments.of(List.of("foo=\"a, wait=9\", wait=5"), 5),
                Arguments.of(List.of("foo=\"a\\\", wait=9\", wait=5"), 5),
                Arguments.of(List.of("wait=5;x=y"), 5),
                Arguments.of(List.of("wait=5", "wait=7"), 5), // the first one counts
                Arguments.of(List.of("return=minimal", "wait=7"), 7),
                Arguments.of(List.of(", ,wait=5"), 5),
                Arguments.of(List.of("wait"), null),
                Arguments.of(List.of("wait="), null),
                Arguments.of(List.of("wait=-1"), null),
                Arguments.of(List.of("wait=1.5"), null),
                Arguments.of(List.of("wait=5s, wait=3"), null),
                Arguments.of(List.of("wait=99999999999999999999"), null),
                Arguments.of(List.of("@, wait=5"), null), // no preference at all: the line is not read further
                Arguments.of(List.of(""), null),
                Arguments.of(List.of("wait=5" + ",".repeat(2_000)), null));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void waitIsReadAsRfc7240Says(List<String> lines, @Nullable Integer seconds) {
        assertThat(Prefer.parse(lines).patience().map(Duration::toSeconds).map(Long::intValue).orElse(null)).isEqualTo(seconds);
    }

    @Test
    void aHostileLineTakesNoTime() {
        String hostile = "a=\"" + "\\\"".repeat(480);
        assertThat(Prefer.parse(List.of(hostile)).patience()).isEmpty();
        assertThat(Prefer.parse(List.of("a;".repeat(500))).patience()).isEmpty();
        assertThat(Prefer.parse(List.of(" ".repeat(1_000) + "@")).patience()).isEmpty();
    }

    @Test
    void aReceiptReadsAsDocumented() {
        assertThat(new Receipt(true, List.of()).headerValue()).isEqualTo("true");
        assertThat(new Receipt(false, List.of("sip-1", "sip-2")).headerValue()).isEqualTo("false; waiting=sip-1,sip-2");
        assertThat(new Receipt(false, List.of()).headerValue()).isEqualTo("false; waiting=none");
    }
}
