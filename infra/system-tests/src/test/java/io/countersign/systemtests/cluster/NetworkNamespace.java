package io.countersign.systemtests.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A host of its own on this machine (network_namespaces(7)), with one link to the rest. While the link is down, packets are lost and
 * nobody is told: no reset, no refusal, also for who connects anew. Needs root, Linux and Debian's iproute2.
 */
final class NetworkNamespace implements AutoCloseable {
    private static final int COMMAND_SECONDS = 10;
    private static final int BYTE = 256;
    private static final String OUTER_MAC = "02:00:00:00:00:01";
    private static final String INNER_MAC = "02:00:00:00:00:02";

    private final String name;
    private final String outerLink;
    private final String innerLink;
    private final InetAddress outside;
    private final InetAddress inside;

    private NetworkNamespace(long pid) {
        // unique among the processes that run at the same time, short enough for a link's name
        String unique = Long.toString(pid, Character.MAX_RADIX);
        name = "countersign-" + unique;
        outerLink = "cs-o-" + unique;
        innerLink = "cs-i-" + unique;
        String net = "10.79." + pid % BYTE + ".";
        outside = InetAddress.ofLiteral(net + "1");
        inside = InetAddress.ofLiteral(net + "2");
    }

    /** Makes one, where that may be. */
    static Optional<NetworkNamespace> make() {
        if (!Files.isWritable(Path.of("/run")) || !succeeds("ip", "netns")) {
            return Optional.empty();
        }
        NetworkNamespace made = new NetworkNamespace(ProcessHandle.current().pid());
        if (made.laid()) {
            return Optional.of(made);
        }
        made.close();
        return Optional.empty();
    }

    /** This machine's end of the link. */
    InetAddress outside() {
        return outside;
    }

    /** The other end. */
    InetAddress inside() {
        return inside;
    }

    /** The command that runs a command there. */
    List<String> inside(List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(command);
        return all;
    }

    void cut() {
        must(inside(List.of("ip", "link", "set", innerLink, "down")));
    }

    void mend() {
        must(inside(List.of("ip", "link", "set", innerLink, "up")));
        must(inside(neighbour(outside, OUTER_MAC, innerLink)));
    }

    /** Without it the link goes, too. */
    @Override
    public void close() {
        succeeds("ip", "netns", "delete", name);
        succeeds("ip", "link", "delete", outerLink); // gone already, unless only it was made
    }

    private boolean laid() {
        return succeeds("ip", "netns", "add", name)
                && succeeds("ip", "link", "add", outerLink, "address", OUTER_MAC, "type", "veth",
                        "peer", "name", innerLink, "address", INNER_MAC, "netns", name)
                && succeeds("ip", "address", "add", outside.getHostAddress() + "/30", "dev", outerLink)
                && succeeds("ip", "link", "set", outerLink, "up")
                && succeeds(inside(List.of("ip", "address", "add", inside.getHostAddress() + "/30", "dev", innerLink)))
                && succeeds(inside(List.of("ip", "link", "set", innerLink, "up")))
                && succeeds(inside(neighbour(outside, OUTER_MAC, innerLink)))
                && succeeds(neighbour(inside, INNER_MAC, outerLink));
    }

    /** Known for good: who can't ask for an address is told that there is no such host. */
    private static List<String> neighbour(InetAddress address, String mac, String link) {
        return List.of("ip", "neighbour", "replace", address.getHostAddress(), "lladdr", mac, "dev", link, "nud", "permanent");
    }

    private static void must(List<String> command) {
        if (!succeeds(command)) {
            throw new IllegalStateException(String.join(" ", command) + " failed");
        }
    }

    private static boolean succeeds(String... command) {
        return succeeds(List.of(command));
    }

    private static boolean succeeds(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no such program
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
