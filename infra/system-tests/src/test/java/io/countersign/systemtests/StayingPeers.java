package io.countersign.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.embedded.LocalPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Two phones and a PBX of Debian's that stay registered with a running Countersign, each at a trunk of its own, for a minute at a time. */
final class StayingPeers implements AutoCloseable {
    static final String USER = "peer";
    private static final String PASSWORD = "peer_password_123";

    private final RunningCountersign running;
    private final Map<Kind, PeerProcess> processes = new EnumMap<>(Kind.class);
    private final Map<Kind, Customer> customers = new EnumMap<>(Kind.class);

    /**
     * A program, the package that has it, the transport that it registers over, a word of its User-Agent, and what it writes once a
     * REGISTER was answered with 200.
     */
    enum Kind {
        BARESIP("baresip", "baresip-core", "tls", "baresip", "SIP/2\\.0 200 OK\\R(?:[^\\r\\n]+\\R)*CSeq: \\d+ REGISTER"),
        /** Its daemon has no name for itself. */
        LINPHONE("linphone-daemon", "linphone-cli", "tls", "Unknown", "SIP/2\\.0 200 [^\\r\\n]+\\R(?:[^\\r\\n]+\\R)*CSeq: \\d+ REGISTER"),
        KAMAILIO("kamailio", "kamailio", "udp", "kamailio", "REGISTER answered with 200");

        private final String program;
        private final String debianPackage;
        private final String transport;
        private final String userAgent;
        private final Pattern registered;

        Kind(String program, String debianPackage, String transport, String userAgent, String registered) {
            this.program = program;
            this.debianPackage = debianPackage;
            this.transport = transport;
            this.userAgent = userAgent;
            this.registered = Pattern.compile(registered);
        }

        void assumeInstalled() {
            Peer.assumeInstalled(program, debianPackage);
        }

        String transport() {
            return transport;
        }

        String userAgent() {
            return userAgent;
        }
    }

    private StayingPeers(RunningCountersign running) {
        this.running = running;
    }

    /** Starts those that are installed, with files in folders of their own. */
    static StayingPeers start(RunningCountersign running, Path folder) {
        StayingPeers peers = new StayingPeers(running);
        for (Kind kind : Kind.values()) {
            if (Peer.isInstalled(kind.program)) {
                peers.start(kind, folder.resolve(kind.program));
            }
        }
        return peers;
    }

    /** How often it was registered; it must live. */
    long registrations(Kind kind) {
        PeerProcess process = process(kind);
        assertThat(process.isAlive()).as("%s lives: %s", kind, process.output()).isTrue();
        return process.occurrences(kind.registered);
    }

    /** Its bindings that are live now, as the API lists them. */
    List<JsonNode> bindings(Kind kind) {
        Customer customer = Optional.ofNullable(customers.get(kind)).orElseThrow(() -> new AssertionError(kind + " was not started"));
        return customer.client().get(customer.trunkPath() + "/registrations").expect(200).json().get("data").valueStream().toList();
    }

    String output(Kind kind) {
        return process(kind).output();
    }

    private PeerProcess process(Kind kind) {
        return Optional.ofNullable(processes.get(kind)).orElseThrow(() -> new AssertionError(kind + " was not started"));
    }

    @Override
    public void close() {
        processes.values().forEach(PeerProcess::close);
    }

    private void start(Kind kind, Path folder) {
        // libre and Kamailio's uac know MD5 only, and don't look behind a challenge that they don't know.
        Customer customer = Customer.create(running.operator(), kind == Kind.LINPHONE ? "[\"SHA-256\"]" : "[\"MD5\"]");
        customers.put(kind, customer);
        customer.createCredential(USER, PASSWORD, "Prefer", "wait=5").expect(201);
        try {
            Files.createDirectories(folder);
            List<String> command = switch (kind) {
                case BARESIP -> baresip(folder, customer.sipDomain());
                case LINPHONE -> linphone(folder, customer.sipDomain());
                case KAMAILIO -> kamailio(folder, customer.sipDomain());
            };
            processes.put(kind, PeerProcess.start(folder, command));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> baresip(Path folder, String domain) throws IOException {
        Files.writeString(folder.resolve("config"), """
                sip_listen 127.0.0.1:0
                sip_cafile %s
                module_path /usr/lib/baresip/modules
                module_app account.so
                module_app menu.so
                """.formatted(running.certificate()));
        Files.writeString(folder.resolve("accounts"), """
                <sip:%s@%s;transport=tls>;auth_pass=%s;outbound="sip:127.0.0.1:%d;transport=tls";regint=60
                """.formatted(USER, domain, PASSWORD, running.ports().sips()));
        Files.writeString(folder.resolve("contacts"), "");
        return List.of("baresip", "-s", "-f", folder.toString());
    }

    /** Its interactive sister, linphonec, does nothing while it waits for a line from a terminal. Both keep a database at home. */
    private List<String> linphone(Path folder, String domain) throws IOException {
        Files.createDirectories(folder.resolve(".local/share/linphone"));
        Path file = Files.writeString(folder.resolve("linphonerc"), """
                [sip]
                sip_port=-1
                sip_tcp_port=-1
                sip_tls_port=-1
                root_ca=%s
                verify_server_certs=1
                verify_server_cn=0
                default_proxy=0
                [proxy_0]
                reg_proxy=<sip:127.0.0.1:%d;transport=tls>
                reg_identity=<sip:%s@%s>
                reg_expires=60
                reg_sendregister=1
                publish=0
                [auth_info_0]
                username=%3$s
                passwd=%5$s
                realm=%4$s
                domain=%4$s
                algorithm=SHA-256
                """.formatted(running.certificate(), running.ports().sips(), USER, domain, PASSWORD));
        return List.of("linphone-daemon", "--config", file.toString(), "--log", folder.resolve(PeerProcess.LOG).toString());
    }

    /** Its timer ticks each 30 s: it registers again at the half of a minute. */
    private List<String> kamailio(Path folder, String domain) throws IOException {
        Files.writeString(folder.resolve("version"), """
                table_name(string) table_version(int)
                uacreg:5
                """);
        Files.writeString(folder.resolve("uacreg"), """
                id(int,auto) l_uuid(string) l_username(string) l_domain(string) r_username(string) r_domain(string) realm(string) \
                auth_username(string) auth_password(string) auth_ha1(string,null) auth_proxy(string) expires(int) flags(int) \
                reg_delay(int) contact_addr(string,null) socket(string,null)
                1:one:%1$s:127.0.0.1:%1$s:%2$s:%2$s:%1$s:%3$s::sip\\:127.0.0.1\\:%4$d:60:16:0::
                """.formatted(USER, domain, PASSWORD, running.ports().sip()));
        int port = LocalPorts.freeForTcpAndUdp();
        Path configuration = Files.writeString(folder.resolve("kamailio.cfg"), """
                #!KAMAILIO
                log_stderror=yes
                children=1
                disable_tcp=yes
                listen=udp:127.0.0.1:%d
                mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules:/usr/lib/aarch64-linux-gnu/kamailio/modules"
                loadmodule "db_text.so"
                loadmodule "sl.so"
                loadmodule "tm.so"
                loadmodule "rr.so"
                loadmodule "pv.so"
                loadmodule "xlog.so"
                loadmodule "uac.so"
                modparam("uac", "reg_db_url", "text://%s")
                modparam("uac", "reg_contact_addr", "127.0.0.1:%d")
                modparam("uac", "reg_timer_interval", 30)
                modparam("uac", "reg_retry_interval", 5)
                request_route { exit; }
                reply_route { xlog("L_ERR", "$rm answered with $rs\\n"); }
                """.formatted(port, folder, port));
        return List.of("kamailio", "-DD", "-E", "-f", configuration.toString(), "-Y", folder.toString());
    }
}
