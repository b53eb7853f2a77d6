package io.countersign.command.relay;

/** The name of this instance, as the relay's positions show it. */
public record RelayNode(String name) {}
