package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** The torture messages among the test resources. */
public final class TortureMessages {
    private static final String FOLDER = "/torture/";

    private TortureMessages() {}

    /** Paths of all messages that EXPECTED.tsv speaks of. */
    public static List<String> files() {
        return new String(resource("EXPECTED.tsv"), UTF_8).lines().skip(1).map(line -> line.substring(0, line.indexOf('\t'))).toList();
    }

    /** The bytes of one, by its path or by its name alone. */
    public static byte[] read(String name) {
        return resource(name.contains("/") ? name : "rfc4475/" + name + ".dat");
    }

    private static byte[] resource(String path) {
        try (InputStream in = Objects.requireNonNull(TortureMessages.class.getResourceAsStream(FOLDER + path), path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
