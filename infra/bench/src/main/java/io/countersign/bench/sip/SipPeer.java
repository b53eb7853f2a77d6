package io.countersign.bench.sip;

import java.net.InetSocketAddress;
import java.util.List;

/** A server under test, running. */
public interface SipPeer extends AutoCloseable {
    /** How the tables name it. */
    String name();

    /** Where it takes SIP over UDP. */
    InetSocketAddress address();

    /** The processes whose CPU time, with their children's, is what the server costs. */
    List<Long> pids();

    /** Throws when it has ended. */
    void mustLive();

    @Override
    void close();
}
