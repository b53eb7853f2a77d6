package io.countersign.standalone.frontdoor;

import static org.awaitility.Awaitility.await;

import io.countersign.embedded.LocalPorts;
import io.countersign.rest.route.FrontDoorRoutes;
import io.countersign.rest.route.Route;
import io.countersign.rest.route.Service;
import io.countersign.standalone.nginx.NginxConf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The real nginx with the configuration that we make. */
record NginxDoor(Process process, int port) implements Door {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Skips the test, saying so, where there is no nginx. */
    static Path program() {
        return Stream.of("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> Assumptions.abort("nginx is not installed (Debian: apt-get install nginx-light): its front door is not tested"));
    }

    static NginxDoor open(Backends backends, Path folder) {
        return open(backends, folder, FrontDoorRoutes.all());
    }

    static NginxDoor open(Backends backends, Path folder, List<Route> routes) {
        Path program = program();
        SortedMap<Service, List<InetSocketAddress>> instances = new TreeMap<>();
        backends.all().forEach((service, all) -> instances.put(service, all.stream().map(Backend::address).toList()));
        InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), LocalPorts.free());
        try {
            Path conf = folder.resolve("nginx.conf");
            Files.writeString(conf, new NginxConf(listen, folder, instances).text(routes));
            Process process = new ProcessBuilder(
                            program.toString(), "-e", "stderr", "-p", folder.toString(), "-c", conf.toString(), "-g", "daemon off;")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("nginx.log").toFile())
                    .start();
            await().atMost(PATIENCE).until(() -> listens(process, listen, folder));
            return new NginxDoor(process, listen.getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        await().atMost(PATIENCE).until(() -> !process.isAlive());
    }

    private static boolean listens(Process process, InetSocketAddress address, Path folder) throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("nginx has ended: " + Files.readString(folder.resolve("nginx.log")));
        }
        try (Socket socket = new Socket()) {
            socket.connect(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
