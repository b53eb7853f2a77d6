package io.countersign.standalone.option;

import io.countersign.rest.route.Service;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The command line of what stands before the services, filled by picocli. */
public final class FrontDoorOptions {
    @Option(
            names = "--api-port",
            paramLabel = "N",
            defaultValue = "${env:COUNTERSIGN_API_PORT:-8080}",
            converter = UpOptions.PortValue.class,
            description = "HTTP; 0 takes a free port. [COUNTERSIGN_API_PORT, default: 8080]")
    private int apiPort;

    @Option(
            names = "--bind",
            paramLabel = "ADDR",
            defaultValue = "${env:COUNTERSIGN_BIND:-127.0.0.1}",
            converter = UpOptions.AddressValue.class,
            description = "Address to listen on. [COUNTERSIGN_BIND, default: 127.0.0.1]")
    private InetAddress bind = InetAddress.getLoopbackAddress();

    @Option(
            names = "--command",
            paramLabel = "HOST:PORT",
            split = ",",
            required = true,
            converter = EndpointValue.class,
            description = "HTTP of a command-service; several with commas or repeated.")
    private List<InetSocketAddress> command = List.of();

    @Option(
            names = "--query",
            paramLabel = "HOST:PORT",
            split = ",",
            required = true,
            converter = EndpointValue.class,
            description = "HTTP of a query-service; several likewise.")
    private List<InetSocketAddress> query = List.of();

    @Option(
            names = "--sip-auth",
            paramLabel = "HOST:PORT",
            split = ",",
            required = true,
            converter = EndpointValue.class,
            description = "HTTP of a sip-auth-service; several likewise.")
    private List<InetSocketAddress> sipAuth = List.of();

    public int apiPort() {
        return apiPort;
    }

    public InetAddress bind() {
        return bind;
    }

    /** Where the instances of each service are. */
    public SortedMap<Service, List<InetSocketAddress>> instances() {
        return new TreeMap<>(Map.of(Service.COMMAND, command, Service.QUERY, query, Service.SIP_AUTH, sipAuth));
    }

    static final class EndpointValue implements ITypeConverter<InetSocketAddress> {
        @Override
        public InetSocketAddress convert(String text) {
            return UpOptions.converted(text, Values::endpoint);
        }
    }
}
