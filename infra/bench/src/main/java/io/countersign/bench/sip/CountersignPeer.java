package io.countersign.bench.sip;

import io.countersign.bench.measure.ChildProcess;
import io.countersign.bench.service.BrokerProcess;
import io.countersign.embedded.LocalPorts;
import io.countersign.kafka.KafkaSettings;
import io.countersign.keysets.MasterKeyset;
import io.countersign.keysets.TokenKeyset;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** sip-auth-service in a process of its own, with a broker beside it that holds a seeded auth table. */
final class CountersignPeer implements SipPeer {
    static final String BASE_DOMAIN = "sip.localhost";

    private static final String MAIN = "io.countersign.sip.SipAuthServiceApplication";
    private static final int PARTITIONS = 4;

    private final InetSocketAddress address;
    private final InetSocketAddress tlsAddress;
    private final Path certificate;
    private final BrokerProcess broker;
    private final ChildProcess service;

    private CountersignPeer(
            InetSocketAddress address, InetSocketAddress tlsAddress, Path certificate, BrokerProcess broker, ChildProcess service) {
        this.address = address;
        this.tlsAddress = tlsAddress;
        this.certificate = certificate;
        this.broker = broker;
        this.service = service;
    }

    /** Starts broker and service with a trunk of that many accounts for each algorithm. */
    static CountersignPeer start(
            List<AuthTableSeed.Trunk> trunks, int accountsOfEach, int workers, List<String> jvmOptions, List<String> serviceOptions, Path folder)
            throws IOException, InterruptedException {
        BrokerProcess broker = BrokerProcess.start(folder);
        try {
            String bootstrapServers = broker.awaitBootstrapServers();
            Path masterKey = folder.resolve("master.keyset");
            Path tokenKey = folder.resolve("token.keyset");
            TokenKeyset.loadOrCreate(tokenKey);
            AuthTableSeed.write(
                    new KafkaSettings(bootstrapServers, PARTITIONS, (short) 1),
                    MasterKeyset.loadOrCreate(masterKey),
                    trunks,
                    accountsOfEach);
            InetAddress loopback = InetAddress.getLoopbackAddress();
            InetSocketAddress address = new InetSocketAddress(loopback, LocalPorts.freeForTcpAndUdp());
            InetSocketAddress tls = new InetSocketAddress(loopback, LocalPorts.freeForTcpAndUdp());
            Path key = folder.resolve("tls.key");
            Path certificate = makeCertificate(folder.resolve("tls.crt"), key);
            Map<String, String> environment = Map.ofEntries(
                    Map.entry("COUNTERSIGN_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers),
                    Map.entry("COUNTERSIGN_MASTER_KEY_FILE", masterKey.toString()),
                    Map.entry("COUNTERSIGN_TOKEN_KEY_FILE", tokenKey.toString()),
                    Map.entry("COUNTERSIGN_OPERATOR_KEY", operatorKey()),
                    Map.entry("COUNTERSIGN_NODE", "bench"),
                    Map.entry("COUNTERSIGN_SIP_DOMAIN", BASE_DOMAIN),
                    Map.entry("COUNTERSIGN_BIND", address.getAddress().getHostAddress()),
                    Map.entry("COUNTERSIGN_SIP_PORT", Integer.toString(address.getPort())),
                    Map.entry("COUNTERSIGN_SIP_WORKERS", Integer.toString(workers)),
                    Map.entry("COUNTERSIGN_STATE_DIR", Files.createDirectories(folder.resolve("state")).toString()),
                    // The bucket of each source is at work, and never empty.
                    Map.entry("COUNTERSIGN_UNAUTHENTICATED_PER_SECOND", "100000"));
            List<String> arguments = concat(
                    List.of(
                            "--server.address=127.0.0.1",
                            "--server.port=0",
                            "--countersign.sip.sips-port=" + tls.getPort(),
                            "--countersign.tls.certificate-file=" + certificate,
                            "--countersign.tls.key-file=" + key,
                            "--countersign.kafka.partitions=" + PARTITIONS,
                            "--countersign.kafka.replication-factor=1"),
                    serviceOptions);
            ChildProcess service = ChildProcess.startJava(
                    jvmOptions, MAIN, arguments, environment, folder.resolve("sip-auth-service.log"));
            return new CountersignPeer(address, tls, certificate, broker, service);
        } catch (RuntimeException | IOException | InterruptedException e) {
            broker.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "Countersign";
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    /** Where it takes SIP over TLS. */
    InetSocketAddress tlsAddress() {
        return tlsAddress;
    }

    /** The file of the certificate that it shows, which nobody but itself has signed. */
    Path certificate() {
        return certificate;
    }

    @Override
    public List<Long> pids() {
        return List.of(service.pid());
    }

    @Override
    public void mustLive() {
        broker.mustLive();
        service.mustLive();
    }

    @Override
    public void close() {
        service.close();
        broker.close();
    }

    private static Path makeCertificate(Path certificate, Path key) throws IOException {
        try {
            X509Bundle bundle = new CertificateBuilder()
                    .subject("CN=" + BASE_DOMAIN)
                    .addSanDnsName(BASE_DOMAIN)
                    .ecp256()
                    .setIsCertificateAuthority(true) // what the builder signs by itself has to be one
                    .buildSelfSigned();
            Files.writeString(key, bundle.getPrivateKeyPEM());
            return Files.writeString(certificate, bundle.getCertificatePathPEM());
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("no certificate can be made", e);
        }
    }

    /** Nobody uses it here, but the service starts with none other than a real one. */
    private static String operatorKey() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return "csk_operator_" + HexFormat.of().formatHex(random);
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
