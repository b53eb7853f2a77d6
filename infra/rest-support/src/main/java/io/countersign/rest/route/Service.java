package io.countersign.rest.route;

/** The services behind the front door. */
public enum Service {
    COMMAND,
    QUERY,
    SIP_AUTH
}
