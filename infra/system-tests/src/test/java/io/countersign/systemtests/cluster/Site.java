package io.countersign.systemtests.cluster;

import io.countersign.standalone.aot.AotCacheForTests;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place from which everything that services need is reached by cables. Where a {@link NetworkNamespace} can be made they go through it,
 * there and back, and a cut is one of the network; elsewhere they are proxies of this process that fall silent.
 */
public final class Site implements AutoCloseable {
    private static final Pattern DATABASE = Pattern.compile("//([^:/]+):(\\d+)/");
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final Optional<NetworkNamespace> namespace;
    private final List<Cable> cables = new ArrayList<>();
    private final List<Integer> entrances = new ArrayList<>();
    private String databaseUrl = "";
    private @Nullable Process farEnd;

    private Site(Optional<NetworkNamespace> namespace) {
        this.namespace = namespace;
    }

    /** Nothing is far: no cable is laid. */
    static Site near() {
        return new Site(Optional.empty());
    }

    static Site far() {
        Optional<NetworkNamespace> made = NetworkNamespace.make();
        System.out.printf("site: cables %s%n", made.isPresent() ? "through a network namespace" : "are proxies: a network namespace can't be made here (expected: root and iproute2)");
        return new Site(made);
    }

    /** Where the entrances of its cables are. */
    String host() {
        return namespace.map(NetworkNamespace::inside).orElse(HERE).getHostAddress();
    }

    /** From a port of its host to one of this machine. */
    void lay(int from, int to) {
        InetAddress entrance = namespace.map(NetworkNamespace::outside).orElse(HERE);
        cables.add(Cable.lay(new InetSocketAddress(entrance, from), new InetSocketAddress(HERE, to)));
        entrances.add(from);
    }

    void layToDatabase(String jdbcUrl, int from) {
        Matcher address = DATABASE.matcher(jdbcUrl);
        if (!address.find()) {
            throw new IllegalArgumentException(jdbcUrl + " has no host and port");
        }
        lay(from, Integer.parseInt(address.group(2)));
        databaseUrl = address.replaceFirst("//" + host() + ":" + from + "/");
    }

    /** Once all cables are laid; returns when they can be used. */
    void open() {
        namespace.ifPresent(host -> farEnd = start(host));
    }

    /** As seen from there. */
    String databaseUrl() {
        return databaseUrl;
    }

    /** From now on nothing passes, and nobody is told. */
    public void cut() {
        namespace.ifPresentOrElse(NetworkNamespace::cut, () -> cables.forEach(Cable::cut));
    }

    public void mend() {
        namespace.ifPresentOrElse(NetworkNamespace::mend, () -> cables.forEach(Cable::mend));
    }

    @Override
    public void close() {
        if (farEnd != null) {
            farEnd.destroyForcibly();
        }
        cables.forEach(Cable::close);
        namespace.ifPresent(NetworkNamespace::close);
    }

    private Process start(NetworkNamespace host) {
        List<String> command = new ArrayList<>(AotCacheForTests.jvm("64m"));
        command.addAll(List.of(
                "-cp", ownClasses(), CableMain.class.getName(), host.inside().getHostAddress(), host.outside().getHostAddress()));
        entrances.forEach(port -> command.add(Integer.toString(port)));
        try {
            Process started = new ProcessBuilder(host.inside(command)).redirectErrorStream(true).start();
            BufferedReader output = started.inputReader(StandardCharsets.UTF_8);
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.equals(CableMain.READY)) {
                    return started;
                }
                System.out.println("site: " + line);
            }
            throw new IllegalStateException("the far ends of the cables ended at once");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String ownClasses() {
        try {
            return Path.of(CableMain.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
