package io.countersign.bench.sip;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.digest.Ha1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Who registers: a username in a domain, and what proves the password. */
public record SipAccount(String username, String domain, Ha1 ha1) {
    public SipAccount {
        if (username.isEmpty() || domain.isEmpty()) {
            throw new IllegalArgumentException("an account without username or domain (expected: both)");
        }
    }

    /** That many made-up accounts of a domain, always the same ones. */
    public static List<SipAccount> madeUp(String domain, DigestAlgorithm algorithm, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    String username = madeUpUsername(i);
                    return new SipAccount(username, domain, Ha1.of(algorithm, username, domain, madeUpPassword(username)));
                })
                .toList();
    }

    /** Reads {@code username:password} lines. */
    public static List<SipAccount> read(Path file, String domain, DigestAlgorithm algorithm) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank())
                .map(line -> {
                    int colon = line.indexOf(':');
                    if (colon < 1) {
                        throw new IllegalArgumentException("a line without colon in " + file + " (expected: username:password)");
                    }
                    String username = line.substring(0, colon);
                    return new SipAccount(username, domain, Ha1.of(algorithm, username, domain, line.substring(colon + 1)));
                })
                .toList();
    }

    static String madeUpUsername(int number) {
        return String.format(Locale.ROOT, "pbx-%06d", number);
    }

    static String madeUpPassword(String username) {
        return "bench-password-of-" + username;
    }
}
