package io.countersign.sip.message;

/** How the end of a message is known (RFC 3261 section 18.3). */
public enum Framing {
    /** The packet is the message; what follows Content-Length bytes of body is ignored. */
    DATAGRAM,
    /** Content-Length is mandatory and says where the next message begins. */
    STREAM
}
