package io.countersign.bench.sip;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.bench.measure.ChildProcess;
import io.countersign.digest.DigestAlgorithm;
import io.countersign.embedded.LocalPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Kamailio 5.6 with kamailio/kamailio.cfg: accounts in a hash table in memory, filled at start from text files that are written here. */
public final class KamailioPeer implements SipPeer {
    private static final List<Path> PROGRAMS = List.of(Path.of("/usr/sbin/kamailio"), Path.of("/usr/local/sbin/kamailio"));
    private static final String SHARED_MEMORY_MEGABYTES = "256";
    private static final String PRIVATE_MEMORY_MEGABYTES = "32";

    private final Flavour flavour;
    private final InetSocketAddress address;
    private final ChildProcess process;

    /** What it does besides challenge and verification. */
    public enum Flavour {
        /** Nothing: the lower bound of what Kamailio costs. */
        LEAN,
        /** Max-Forwards, sanity checks, To user = authenticated user, and the binding is kept in memory. */
        TYPICAL
    }

    private KamailioPeer(Flavour flavour, InetSocketAddress address, ChildProcess process) {
        this.flavour = flavour;
        this.address = address;
        this.process = process;
    }

    /** The program, where it is installed. */
    public static Optional<Path> program() {
        return PROGRAMS.stream().filter(Files::isExecutable).findFirst();
    }

    /** Starts it on a free port with these accounts, which all have the same algorithm. */
    static KamailioPeer start(
            Path program, Path configuration, Flavour flavour, int workers, List<SipAccount> accounts, Path folder) throws IOException {
        Path tables = Files.createDirectories(folder.resolve("tables"));
        writeTables(tables, accounts);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), LocalPorts.freeForTcpAndUdp());
        List<String> command = new ArrayList<>(List.of(
                program.toString(), "-f", configuration.toString(),
                // The fast allocator: Debian's default (q_malloc with checks) costs two and a half times as much.
                "-x", "fm", "-X", "fm",
                "-m", SHARED_MEMORY_MEGABYTES, "-M", PRIVATE_MEMORY_MEGABYTES,
                "-DD", "-Y", folder.toString(),
                "-A", "PORT=" + address.getPort(),
                "-A", "NCHILD=" + workers,
                "-A", "DBTEXT=\"text://" + tables.toAbsolutePath() + "\""));
        if (accounts.getFirst().ha1().algorithm() == DigestAlgorithm.SHA_256) {
            command.addAll(List.of("-A", "SHA256"));
        }
        if (flavour == Flavour.TYPICAL) {
            command.addAll(List.of("-A", "TYPICAL"));
        }
        return new KamailioPeer(flavour, address, ChildProcess.start(command, Map.of(), folder.resolve("kamailio.log")));
    }

    /** The tables {@code htable} and {@code version} in the form of Kamailio's db_text module. */
    private static void writeTables(Path folder, List<SipAccount> accounts) throws IOException {
        StringBuilder rows = new StringBuilder(
                "id(int) key_name(string) key_type(int) value_type(int) key_value(string) expires(int)\n");
        for (int i = 0; i < accounts.size(); i++) {
            SipAccount account = accounts.get(i);
            rows.append(i + 1).append(':')
                    .append(account.username()).append('@').append(account.domain()).append(":0:0:")
                    .append(HexFormat.of().formatHex(account.ha1().exportHash())).append(":0\n");
        }
        Files.writeString(folder.resolve("htable"), rows, UTF_8);
        Files.writeString(folder.resolve("version"), "table_name(string) table_version(int)\nhtable:2\n", UTF_8);
    }

    @Override
    public String name() {
        return "Kamailio" + (flavour == Flavour.TYPICAL ? " typical" : "");
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void mustLive() {
        process.mustLive();
    }

    @Override
    public void close() {
        process.close();
    }
}
