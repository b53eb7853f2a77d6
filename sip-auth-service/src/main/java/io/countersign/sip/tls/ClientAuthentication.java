package io.countersign.sip.tls;

import io.netty.handler.ssl.ClientAuth;

/** Whether a client must show a certificate of its own in the handshake. One that it shows must be good. */
public enum ClientAuthentication {
    NONE(ClientAuth.NONE),
    OPTIONAL(ClientAuth.OPTIONAL),
    REQUIRED(ClientAuth.REQUIRE);

    private final ClientAuth form;

    ClientAuthentication(ClientAuth form) {
        this.form = form;
    }

    ClientAuth form() {
        return form;
    }
}
