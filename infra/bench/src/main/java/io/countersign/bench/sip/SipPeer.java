package io.countersign.bench.sip;

import java.net.InetSocketAddress;

/** A server under test, running. */
public interface SipPeer extends AutoCloseable {
    /** How the tables name it. */
    String name();

    /** Where it takes SIP over UDP. */
    InetSocketAddress address();

    /** The process whose CPU time, with its children's, is what the server costs. */
    long pid();

    /** Throws when it has ended. */
    void mustLive();

    @Override
    void close();
}
