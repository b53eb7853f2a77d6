package io.countersign.sip.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.util.Mapping;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates in use, by name. Their files are read again each 10 seconds; a pair that has changed is used for
 * the next handshake, and one that can't be used leaves the pair before it where it is. Asked by event loops; one thread of its own reads.
 */
public final class Certificates implements Mapping<String, SslContext>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    private static final Duration READ_EACH = Duration.ofSeconds(10);
    /** A context with its session cache takes some 100 KB at most. */
    private static final int MOST_DOMAINS = 1_000;

    private static final String SUFFIX = ".crt";
    private static final String KEY_SUFFIX = ".key";
    private static final String DEFAULT = "default";

    private record InUse(ServerCertificate byDefault, Map<String, ServerCertificate> byDomain) {}

    private final CertificateFiles files;
    private final ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("sip-certificates").daemon(true).factory());
    /** What is wrong with the newest files, by name; owned by whoever reads: the opener, then the reader. */
    private Map<String, String> problems = Map.of();

    private volatile InUse inUse;
    private volatile int unusable;

    private Certificates(CertificateFiles files, ServerCertificate byDefault) {
        this.files = files;
        this.inUse = new InUse(byDefault, Map.of());
    }

    /**
     * Reads them, and from now on again and again.
     *
     * @throws IOException when the default pair can't be used; the folder's pairs are only counted then
     */
    public static Certificates open(CertificateFiles files) throws IOException {
        return open(files, READ_EACH);
    }

    /** The same, with another time between two readings. */
    static Certificates open(CertificateFiles files, Duration readEach) throws IOException {
        try {
            PemPair pair = PemPair.read(files.certificate(), files.key(), files);
            Certificates certificates = new Certificates(files, pair.open(files.clients()));
            certificates.read();
            var _ = certificates.reader.scheduleWithFixedDelay(
                    certificates::read, readEach.toMillis(), readEach.toMillis(), TimeUnit.MILLISECONDS);
            return certificates;
        } catch (GeneralSecurityException e) {
            throw new IOException(files.certificate() + " and " + files.key() + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** That of the name, of its wildcard (RFC 6125 section 6.4.3), or the default. */
    @Override
    public SslContext map(@Nullable String serverName) {
        InUse now = inUse;
        if (serverName == null) {
            return now.byDefault.context();
        }
        String name = serverName.toLowerCase(Locale.ROOT);
        ServerCertificate certificate = now.byDomain.get(name);
        if (certificate == null) {
            int dot = name.indexOf('.');
            certificate = dot < 0 ? null : now.byDomain.get("*" + name.substring(dot));
        }
        return (certificate == null ? now.byDefault : certificate).context();
    }

    /** Certificates in use. */
    public int size() {
        return 1 + inUse.byDomain.size();
    }

    /** Pairs whose newest files can't be used. */
    public int unusable() {
        return unusable;
    }

    /** Until the first of them ends; negative once it has. */
    public Duration untilExpiry(Instant now) {
        InUse certificates = inUse;
        Instant first = Stream.concat(Stream.of(certificates.byDefault), certificates.byDomain.values().stream())
                .map(ServerCertificate::notAfter)
                .min(Instant::compareTo)
                .orElseThrow();
        return Duration.between(now, first);
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }

    /** Each pair for itself: what is wrong with one is no reason to keep another from being renewed. */
    void read() {
        InUse before = inUse;
        Map<String, String> wrong = new HashMap<>();
        ServerCertificate byDefault = newest(DEFAULT, before.byDefault, files.certificate(), files.key(), wrong).orElse(before.byDefault);
        Map<String, ServerCertificate> byDomain = new HashMap<>();
        domains(wrong).forEach((domain, file) -> {
            Path key = file.resolveSibling(domain + KEY_SUFFIX);
            newest(domain, before.byDomain.get(domain), file, key, wrong).ifPresent(certificate -> byDomain.put(domain, certificate));
        });
        inUse = new InUse(byDefault, Map.copyOf(byDomain));
        unusable = wrong.size();
        wrong.forEach((name, problem) -> {
            if (!problem.equals(problems.get(name))) {
                LOG.warn("tls.certificate_unusable name={} problem={}", name, problem);
            }
        });
        problems = wrong;
    }

    /** The pair as it is now; the one in use when nothing has changed, or when that can't be used. */
    private Optional<ServerCertificate> newest(
            String name, @Nullable ServerCertificate before, Path certificate, Path key, Map<String, String> wrong) {
        try {
            PemPair pair = PemPair.read(certificate, key, files);
            if (before != null && before.files().isSameAs(pair)) {
                return Optional.of(before);
            }
            ServerCertificate opened = pair.open(files.clients());
            LOG.info("tls.certificate name={} not_after={}", name, opened.notAfter());
            return Optional.of(opened);
        } catch (IOException | GeneralSecurityException e) {
            wrong.put(name, e.getClass().getSimpleName() + " " + e.getMessage());
            return Optional.ofNullable(before);
        }
    }

    /** Certificate files of the folder by name; a folder that can't be read has none, and says so. */
    private Map<String, Path> domains(Map<String, String> wrong) {
        Map<String, Path> found = new TreeMap<>();
        if (files.domainFolder().isEmpty()) {
            return found;
        }
        Path folder = files.domainFolder().get();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path entry : entries) {
                String name = Objects.requireNonNull(entry.getFileName(), "an entry of a folder has a name").toString();
                if (found.size() == MOST_DOMAINS) {
                    wrong.put(folder.toString(), "more than " + MOST_DOMAINS + " certificates; the rest is left out");
                    break;
                }
                found.put(name.substring(0, name.length() - SUFFIX.length()), entry);
            }
        } catch (IOException e) {
            wrong.put(folder.toString(), e.getClass().getSimpleName() + " " + e.getMessage());
        }
        return found;
    }
}
