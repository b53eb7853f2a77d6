package io.countersign.sip.transport;

/** Why a new connection is closed at once. */
public enum ConnectionRefusal {
    /** Its source has enough connections of strangers. */
    SOURCE("source"),
    /** The node has. */
    NODE("node"),
    /** Enough TLS handshakes are under way. */
    HANDSHAKES("handshakes"),
    /** The node ends. */
    CLOSING("closing");

    private final String code;

    ConnectionRefusal(String code) {
        this.code = code;
    }

    /** The value of the metric's tag. */
    public String code() {
        return code;
    }
}
