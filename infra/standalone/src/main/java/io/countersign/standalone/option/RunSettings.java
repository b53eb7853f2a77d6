package io.countersign.standalone.option;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * What a run was asked for, checked.
 *
 * @param data absolute
 * @param apiPort 0 = a free one, as with each other port
 * @param sipAdvertise empty = the bind address
 */
public record RunSettings(
        Path data,
        InetAddress bind,
        int apiPort,
        int sipPort,
        int sipsPort,
        String sipDomain,
        String sipAdvertise,
        List<String> carrierNetworks,
        List<String> gateways,
        int kafkaPort,
        int postgresPort) {}
