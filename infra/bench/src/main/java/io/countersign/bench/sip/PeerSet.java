package io.countersign.bench.sip;

import java.util.ArrayList;
import java.util.List;

/** Servers that are ended together. Owned by one thread. */
final class PeerSet implements AutoCloseable {
    private final List<SipPeer> peers = new ArrayList<>();

    void add(SipPeer peer) {
        peers.add(peer);
    }

    List<SipPeer> peers() {
        return List.copyOf(peers);
    }

    @Override
    public void close() {
        peers.reversed().forEach(SipPeer::close);
    }
}
