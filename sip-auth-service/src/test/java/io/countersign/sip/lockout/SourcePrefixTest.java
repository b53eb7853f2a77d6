package io.countersign.sip.lockout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourcePrefixTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0,                                 0.0.0.0",
        "203.0.113.255,                           203.0.113.255",
        "255.255.255.255,                         255.255.255.255",
        "2001:db8:1:22ff:1:2:3:4,                 2001:db8:1:2200::/56",
        "ff02::1,                                 ff02::/56",
        "0:0:0:100::1,                            0:0:0:100::/56",
        "::1,                                     ::/56",
    })
    void aSourceIsAnIpv4AddressOrAnIpv6NetworkAndComesBackFromItsText(String address, String text) {
        long prefix = SourcePrefix.of(InetAddress.ofLiteral(address).getAddress());

        assertThat(SourcePrefix.text(prefix)).isEqualTo(text);
        assertThat(SourcePrefix.parse(text)).isEqualTo(prefix).isNotZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "192.0.2.1/56", "2001:db8::1", "2001:db8::/48"})
    void anyOtherTextIsNone(String text) {
        assertThatThrownBy(() -> SourcePrefix.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
