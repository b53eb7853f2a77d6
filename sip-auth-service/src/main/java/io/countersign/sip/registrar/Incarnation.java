package io.countersign.sip.registrar;

/** One run of a node: its flows, and so the bindings that it took, are of no use in another one. */
public record Incarnation(String node, String id) {}
