package io.countersign.sip.registrar;

import io.countersign.sip.message.Source;
import io.countersign.sip.message.Transport;
import java.net.InetSocketAddress;

/**
 * The way back to a phone (RFC 5626 section 3.1): only the node that owns it can use it.
 *
 * @param connectionId of a stream; 0 for datagrams
 */
public record Flow(Transport transport, InetSocketAddress remote, InetSocketAddress local, long connectionId) {
    static Flow of(Source source) {
        return new Flow(source.transport(), source.remote(), source.local(), source.connectionId());
    }

    boolean isOf(Source source) {
        return transport == source.transport() && connectionId == source.connectionId() && remote.equals(source.remote());
    }
}
