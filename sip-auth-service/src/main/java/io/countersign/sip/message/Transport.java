package io.countersign.sip.message;

/** What carried a message. */
public enum Transport {
    UDP,
    TCP,
    TLS;

    public boolean isStream() {
        return this != UDP;
    }
}
