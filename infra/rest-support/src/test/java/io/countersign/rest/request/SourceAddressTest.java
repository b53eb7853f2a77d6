package io.countersign.rest.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class SourceAddressTest {
    private static final SourceAddress BEHIND_PROXIES =
            new SourceAddress(List.of(CidrBlock.parse("127.0.0.0/8"), CidrBlock.parse("10.0.0.0/8"), CidrBlock.parse("::1")));

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // peer, X-Forwarded-For, source
        "198.51.100.7 |                            | 198.51.100.7",
        "198.51.100.7 | 203.0.113.9                | 198.51.100.7", // not a trusted proxy: not believed
        "127.0.0.1    | 203.0.113.9                | 203.0.113.9",
        "127.0.0.1    | 192.0.2.66, 203.0.113.9    | 203.0.113.9", // what the client made up stays behind
        "127.0.0.1    | 203.0.113.9, 10.1.2.3      | 203.0.113.9",
        "127.0.0.1    | 10.1.2.3                   | 10.1.2.3",
        "127.0.0.1    | not-an-address             | 127.0.0.1",
        "127.0.0.1    | 203.0.113.9, , 10.1.2.3    | 10.1.2.3",
        "::1          | 2001:db8::5                | 2001:db8::5",
        "127.0.0.1    | localhost                  | 127.0.0.1",
    })
    void theNearestHopThatIsNoTrustedProxyIsTheSource(String peer, String forwardedFor, String source) {
        MockServerHttpRequest.BaseBuilder<?> request = MockServerHttpRequest.get("/")
                .remoteAddress(new InetSocketAddress(InetAddress.ofLiteral(peer), 4711));
        if (forwardedFor != null) {
            request.header("X-Forwarded-For", forwardedFor);
        }
        assertThat(BEHIND_PROXIES.of(request.build())).isEqualTo(source);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.0.2.128/25, 192.0.2.129, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "0.0.0.0/0, 198.51.100.7, true",
        "0.0.0.0/0, ::1, false",
        "fd00::/8, fd12::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "127.0.0.0/8, ::ffff:127.0.0.1, true",
        "127.0.0.0/8, garbage, false",
    })
    void aBlockContainsItsAddresses(String block, String address, boolean contained) {
        assertThat(CidrBlock.parse(block).contains(address)).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "::/129", "example.com/8", "10.0.0.0/8/8"})
    void otherTextIsNoBlock(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> CidrBlock.parse(text)).withMessageContaining("expected");
    }

    @Test
    void withoutAPeerTheSourceIsUnknown() {
        assertThat(BEHIND_PROXIES.of(MockServerHttpRequest.get("/").build())).isEqualTo("unknown");
    }
}
