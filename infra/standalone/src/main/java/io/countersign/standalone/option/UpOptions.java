package io.countersign.standalone.option;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The command line of {@code up}, filled by picocli; an option wins over its environment variable. */
public final class UpOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:COUNTERSIGN_DATA_DIR:-data}",
            description = "Everything that lasts. [COUNTERSIGN_DATA_DIR, default: data]")
    private Path data = Path.of("data");

    @Option(
            names = "--api-port",
            paramLabel = "N",
            defaultValue = "${env:COUNTERSIGN_API_PORT:-8080}",
            converter = PortValue.class,
            description = "HTTP; 0 takes a free port. [COUNTERSIGN_API_PORT, default: 8080]")
    private int apiPort;

    @Option(
            names = "--sip-port",
            paramLabel = "N",
            defaultValue = "${env:COUNTERSIGN_SIP_PORT:-5060}",
            converter = PortValue.class,
            description = "SIP over UDP and TCP; 0 takes a free port. [COUNTERSIGN_SIP_PORT, default: 5060]")
    private int sipPort;

    @Option(
            names = "--sips-port",
            paramLabel = "N",
            defaultValue = "${env:COUNTERSIGN_SIPS_PORT:-5061}",
            converter = PortValue.class,
            description = "SIP over TLS; 0 takes a free port. [COUNTERSIGN_SIPS_PORT, default: 5061]")
    private int sipsPort;

    @Option(
            names = "--bind",
            paramLabel = "ADDR",
            defaultValue = "${env:COUNTERSIGN_BIND:-127.0.0.1}",
            converter = AddressValue.class,
            description = "Address for SIP and HTTP. [COUNTERSIGN_BIND, default: 127.0.0.1]")
    private InetAddress bind = InetAddress.getLoopbackAddress();

    @Option(
            names = "--sip-domain",
            paramLabel = "D",
            defaultValue = "${env:COUNTERSIGN_SIP_DOMAIN:-sip.localhost}",
            converter = SipDomainValue.class,
            description = "Trunk domains are trunk-<id>.D. [COUNTERSIGN_SIP_DOMAIN, default: sip.localhost]")
    private String sipDomain = "";

    @Option(
            names = "--sip-advertise",
            paramLabel = "HOST[:PORT]",
            defaultValue = "${env:COUNTERSIGN_SIP_ADVERTISE:-" + Option.NULL_VALUE + "}",
            converter = HostAndPortValue.class,
            description = "What Via and Contact say; mandatory where --bind is a wildcard."
                    + " [COUNTERSIGN_SIP_ADVERTISE, default: the bind address]")
    private @Nullable String sipAdvertise;

    @Option(
            names = "--carrier-network",
            paramLabel = "CIDR",
            split = ",",
            defaultValue = "${env:COUNTERSIGN_CARRIER_NETWORKS:-" + Option.NULL_VALUE + "}",
            converter = CidrValue.class,
            description = "Where carriers may be; repeatable; for a feature to come."
                    + " [COUNTERSIGN_CARRIER_NETWORKS, default: public addresses]")
    private @Nullable List<String> carrierNetworks;

    @Option(
            names = "--gateway",
            paramLabel = "URI",
            split = ",",
            defaultValue = "${env:COUNTERSIGN_GATEWAYS:-" + Option.NULL_VALUE + "}",
            converter = SipUriValue.class,
            description = "Carriers for calls without a linked SIP credential; repeatable; for a feature to come."
                    + " [COUNTERSIGN_GATEWAYS, default: none]")
    private @Nullable List<String> gateways;

    @Option(
            names = "--kafka-port",
            paramLabel = "N",
            defaultValue = "${env:COUNTERSIGN_KAFKA_PORT:-0}",
            converter = PortValue.class,
            description = "[COUNTERSIGN_KAFKA_PORT, default: a free port, kept in the data folder]")
    private int kafkaPort;

    @Option(
            names = "--postgres-port",
            paramLabel = "N",
            defaultValue = "${env:COUNTERSIGN_POSTGRES_PORT:-0}",
            converter = PortValue.class,
            description = "[COUNTERSIGN_POSTGRES_PORT, default: a free port, kept in the data folder]")
    private int postgresPort;

    /** Checks what single values can't tell, and the variables that have no option. */
    public RunSettings settings(Map<String, String> environment) {
        EnvironmentOnly.check(environment);
        if (bind.isAnyLocalAddress() && sipAdvertise == null) {
            throw new InvalidOptionException("--bind " + bind.getHostAddress() + " needs --sip-advertise HOST[:PORT]:"
                    + " a wildcard is no address that others can send to");
        }
        if (apiPort != 0 && apiPort == sipPort) {
            throw new InvalidOptionException("--api-port and --sip-port are both " + apiPort + " (expected: two ports)");
        }
        if (sipsPort != 0 && (sipsPort == sipPort || sipsPort == apiPort)) {
            throw new InvalidOptionException("--sips-port is " + sipsPort + ", as is --sip-port or --api-port (expected: another port)");
        }
        return new RunSettings(
                data.toAbsolutePath().normalize(),
                bind,
                apiPort,
                sipPort,
                sipsPort,
                sipDomain,
                sipAdvertise == null ? "" : sipAdvertise,
                carrierNetworks == null ? List.of() : List.copyOf(carrierNetworks),
                gateways == null ? List.of() : List.copyOf(gateways),
                kafkaPort,
                postgresPort);
    }

    /** The lines about the variables that have no option. */
    public static List<String> environmentHelp() {
        return EnvironmentOnly.help();
    }

    static <T> T converted(String text, Function<String, T> form) {
        try {
            return form.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    static final class PortValue implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return converted(text, Values::port);
        }
    }

    static final class AddressValue implements ITypeConverter<InetAddress> {
        @Override
        public InetAddress convert(String text) {
            return converted(text, Values::address);
        }
    }

    static final class SipDomainValue implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return converted(text, Values::sipDomain);
        }
    }

    static final class HostAndPortValue implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return converted(text, Values::hostAndPort);
        }
    }

    static final class CidrValue implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return converted(text, Values::cidr);
        }
    }

    static final class SipUriValue implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return converted(text, Values::sipUri);
        }
    }
}
