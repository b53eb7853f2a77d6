package io.countersign.sip.registrar;

/** Sends a datagram from the address that a flow came to. */
@FunctionalInterface
public interface DatagramSender {
    /** Whether the system took it. */
    boolean send(byte[] datagram, Flow flow);
}
