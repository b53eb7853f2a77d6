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

/** Kamailio 5.6 with kamailio/kamailio.cfg: accounts in a hash table in memory, filled at start from text files that are written here, or in a database. */
public final class KamailioPeer implements SipPeer {
    private static final List<Path> PROGRAMS = List.of(Path.of("/usr/sbin/kamailio"), Path.of("/usr/local/sbin/kamailio"));
    /** A transaction stays for five seconds: at 20,000 requests a second that is 600 MB. */
    private static final String SHARED_MEMORY_MEGABYTES = "2048";
    private static final String PRIVATE_MEMORY_MEGABYTES = "32";

    private final Flavour flavour;
    private final InetSocketAddress address;
    private final ChildProcess process;
    private final Optional<SubscriberTable> database;

    /** What it does besides challenge and verification. */
    public enum Flavour {
        /** Nothing, on a bare table in memory: the lower bound of what Kamailio costs. */
        BARE("kamailio", "Kamailio, bare table", 1.0),
        /** What Countersign does, too: Max-Forwards, sanity checks, transactions, To user = authenticated user, the binding in memory. */
        TYPICAL("kamailio-typical", "Kamailio, same functions", 0.7),
        /** The same with its accounts in a database. */
        AUTH_DB("kamailio-auth-db", "Kamailio, auth_db", 0.25);

        private final String option;
        private final String text;
        private final double bound;

        Flavour(String option, String text, double bound) {
            this.option = option;
            this.text = text;
            this.bound = bound;
        }

        /** As the run script names it. */
        String option() {
            return option;
        }

        /** What Countersign's CPU is to be at most, of this one's. */
        double bound() {
            return bound;
        }
    }

    private KamailioPeer(Flavour flavour, InetSocketAddress address, ChildProcess process, Optional<SubscriberTable> database) {
        this.flavour = flavour;
        this.address = address;
        this.process = process;
        this.database = database;
    }

    /** The program, where it is installed. */
    public static Optional<Path> program() {
        return PROGRAMS.stream().filter(Files::isExecutable).findFirst();
    }

    /** Starts it on a free port with these accounts, which all have the same algorithm. */
    static KamailioPeer start(
            Path program, Path configuration, Flavour flavour, int workers, List<SipAccount> accounts, Path folder) throws IOException {
        Optional<SubscriberTable> database =
                flavour == Flavour.AUTH_DB ? Optional.of(SubscriberTable.start(accounts, folder)) : Optional.empty();
        String url = database.isPresent() ? database.get().url() : "text://" + writeTables(folder.resolve("tables"), accounts);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), LocalPorts.freeForTcpAndUdp());
        List<String> command = new ArrayList<>(List.of(
                program.toString(), "-f", configuration.toString(),
                // The fast allocator: Debian's default (q_malloc with checks) costs two and a half times as much.
                "-x", "fm", "-X", "fm",
                "-m", SHARED_MEMORY_MEGABYTES, "-M", PRIVATE_MEMORY_MEGABYTES,
                "-DD", "-Y", folder.toString(),
                "-A", "PORT=" + address.getPort(),
                "-A", "NCHILD=" + workers,
                "-A", "DBURL=\"" + url + "\""));
        if (accounts.getFirst().ha1().algorithm() == DigestAlgorithm.SHA_256) {
            command.addAll(List.of("-A", "SHA256"));
        }
        if (flavour != Flavour.BARE) {
            command.addAll(List.of("-A", "TYPICAL"));
        }
        if (flavour == Flavour.AUTH_DB) {
            command.addAll(List.of("-A", "AUTH_DB"));
        }
        return new KamailioPeer(flavour, address, ChildProcess.start(command, Map.of(), folder.resolve("kamailio.log")), database);
    }

    /** The tables {@code htable} and {@code version} in the form of Kamailio's db_text module. */
    private static Path writeTables(Path folder, List<SipAccount> accounts) throws IOException {
        Files.createDirectories(folder);
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
        return folder.toAbsolutePath();
    }

    @Override
    public String name() {
        return flavour.text;
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public List<Long> pids() {
        return database.map(table -> List.of(process.pid(), table.pid())).orElse(List.of(process.pid()));
    }

    Flavour flavour() {
        return flavour;
    }

    @Override
    public void mustLive() {
        process.mustLive();
    }

    @Override
    public void close() {
        process.close();
        database.ifPresent(SubscriberTable::close);
    }
}
