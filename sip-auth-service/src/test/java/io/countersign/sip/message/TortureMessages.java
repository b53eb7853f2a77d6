package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The torture messages among the test resources, and what EXPECTED.tsv says about each. */
public final class TortureMessages {
    private static final String FOLDER = "/torture/";
    private static final String VALID_REQUESTS = "RFC4475 3.1.1.";
    private static final String VALID = "valid";
    private static final String CLOSED = "closed";
    private static final String WAITS = "waits";

    /** Who answers is well enough read to be challenged, pinged, or told that its dialog is unknown. */
    private static final List<Integer> STATUSES_OF_THE_WELL_FORMED = List.of(200, 401, 407, 481);

    private TortureMessages() {}

    /**
     * A row of EXPECTED.tsv.
     *
     * @param udp the status of the answer; 0: silence
     * @param tcp the statuses of the answers to all that it holds
     * @param staysOpen whether a request behind it is read, too
     */
    public record Expected(String file, String section, String kind, int udp, List<Integer> tcp, boolean staysOpen) {
        private static Expected of(String row) {
            String[] cells = row.split("\t", -1);
            List<String> words = List.of(cells[4].split(" "));
            List<Integer> statuses = words.stream()
                    .filter(word -> !word.equals(CLOSED) && !word.equals(WAITS))
                    .map(Integer::valueOf)
                    .filter(status -> status != 0)
                    .toList();
            boolean open = !words.contains(CLOSED) && !words.contains(WAITS);
            return new Expected(cells[0], cells[1], cells[2], Integer.parseInt(cells[3]), statuses, open);
        }

        /** One of the 11 requests of RFC 4475 section 3.1.1, which everybody must take for well-formed. */
        public boolean isValidRequest() {
            return section.startsWith(VALID_REQUESTS) && kind.startsWith(VALID) && !kind.endsWith("response");
        }

        @Override
        public String toString() {
            return section + " " + file;
        }
    }

    /** Whether this is what a well-formed request gets. */
    public static boolean isWellFormed(int status) {
        return STATUSES_OF_THE_WELL_FORMED.contains(status);
    }

    /** All rows. */
    public static Stream<Expected> expected() {
        return new String(resource("EXPECTED.tsv"), UTF_8).lines().skip(1).map(Expected::of);
    }

    /** Paths of all messages that EXPECTED.tsv speaks of. */
    public static List<String> files() {
        return expected().map(Expected::file).toList();
    }

    /** The bytes of one, by its path or, of RFC 4475, by its name alone. */
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
