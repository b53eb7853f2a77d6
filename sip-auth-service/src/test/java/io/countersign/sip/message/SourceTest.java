package io.countersign.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class SourceTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress("192.0.2.1", 5060);

    private final Source source = new Source(Transport.UDP, 0);

    @Property
    void writesIpv4AsThePlatformDoes(@ForAll @Size(4) byte[] address) throws UnknownHostException {
        assertWritten(address);
    }

    @Property
    void writesIpv6AsThePlatformDoes(@ForAll @Size(16) byte[] address) throws UnknownHostException {
        assertWritten(address);
    }

    private void assertWritten(byte[] bytes) throws UnknownHostException {
        InetAddress address = InetAddress.getByAddress(bytes);

        source.set(new InetSocketAddress(address, 1), LOCAL);

        assertThat(source.addressText().text()).isEqualTo(address.getHostAddress());
        assertThat(InetAddress.getByName(source.addressText().text())).isEqualTo(address);
    }
}
