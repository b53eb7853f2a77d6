package io.countersign.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SentByTest {
    @ParameterizedTest
    @CsvSource({
        "sip.example.com, sip.example.com, 0",
        "sip.example.com:5080, sip.example.com, 5080",
        "192.0.2.1:5060, 192.0.2.1, 5060",
        "[2001:db8::1], [2001:db8::1], 0",
        "[2001:db8::1]:5062, [2001:db8::1], 5062"
    })
    void hostAndPortAreRead(String text, String host, int port) {
        SentBy read = SentBy.parse(text);

        assertThat(read).isEqualTo(new SentBy(host, port)).hasToString(text);
        assertThat(read.orPort(5061)).isEqualTo(new SentBy(host, port == 0 ? 5061 : port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":5060", "host:", "host:x", "host:65536", "host:-1", "2001:db8::1", "[::1", "::1]", "[::1]5060"})
    void whatIsNeitherIsRefused(String text) {
        assertThatThrownBy(() -> SentBy.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1:5060", "::1, [0:0:0:0:0:0:0:1]:5060", "fe80::1%1, [fe80:0:0:0:0:0:0:1]:5060"})
    void anAddressIsWrittenSoThatOthersReachIt(String address, String text) {
        assertThat(SentBy.of(new InetSocketAddress(InetAddress.ofLiteral(address), 5060))).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void aWildcardIsNoAddress(String address) {
        assertThatThrownBy(() -> SentBy.of(new InetSocketAddress(InetAddress.ofLiteral(address), 5060)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPortThatWasSaidStays() {
        assertThat(SentBy.parse("host:1").orPort(2).port()).isEqualTo(1);
    }
}
