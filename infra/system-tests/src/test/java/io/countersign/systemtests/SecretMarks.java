package io.countersign.systemtests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.digest.Ha1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The forms in which a leaked secret would show: plaintext, and HA1 raw and in hexadecimal digits. */
final class SecretMarks {
    /** Enough of a mark to find it by; the whole is compared then. */
    private static final int PREFIX_BYTES = 8;

    /** Of a prefix: by them most places are passed over without a look-up. A data folder has some hundred MB. */
    private static final int LOW_BITS = 16;

    private SecretMarks() {}

    /** The marks by their first bytes, and which low bits these have. */
    private static final class Prefixes {
        private final Map<Long, List<byte[]>> marks = new HashMap<>();
        private final boolean[] lowBits = new boolean[1 << LOW_BITS];

        Prefixes(List<byte[]> all) {
            for (byte[] mark : all) {
                long prefix = prefix(mark, 0);
                marks.computeIfAbsent(prefix, key -> new ArrayList<>()).add(mark);
                lowBits[lowBitsOf(prefix)] = true;
            }
        }

        /** Whether a mark begins with these bytes. */
        boolean has(long window) {
            return lowBits[lowBitsOf(window)] && marks.containsKey(window);
        }

        List<byte[]> at(long window) {
            return marks.getOrDefault(window, List.of());
        }

        private static int lowBitsOf(long prefix) {
            return (int) prefix & ((1 << LOW_BITS) - 1);
        }
    }

    static List<byte[]> of(String username, String realm, String password) {
        List<byte[]> marks = new ArrayList<>();
        marks.add(password.getBytes(UTF_8));
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            byte[] ha1 = Ha1.of(algorithm, username, realm, password).exportHash();
            marks.add(ha1);
            marks.add(HexFormat.of().formatHex(ha1).getBytes(US_ASCII));
        }
        return marks;
    }

    /** The files below a folder that hold one of the marks. */
    static List<String> findIn(Path folder, List<byte[]> marks) throws IOException {
        List<String> found = new ArrayList<>();
        Prefixes prefixes = new Prefixes(marks);
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                try {
                    if (holds(Files.readAllBytes(file), prefixes)) {
                        found.add(file.toString());
                    }
                } catch (NoSuchFileException e) {
                    // deleted by its owner since it was listed: nothing to leak
                }
            }
        }
        return found;
    }

    static boolean occurIn(byte[] content, List<byte[]> marks) {
        return holds(content, new Prefixes(marks));
    }

    private static boolean holds(byte[] content, Prefixes prefixes) {
        long window = 0;
        for (int i = 0; i < content.length; i++) {
            window = (window << 8) | (content[i] & 0xff);
            int start = i - PREFIX_BYTES + 1;
            if (start >= 0 && prefixes.has(window) && anyAt(content, start, prefixes.at(window))) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyAt(byte[] content, int start, List<byte[]> marks) {
        for (byte[] mark : marks) {
            if (start + mark.length <= content.length && matches(content, start, mark)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] content, int start, byte[] mark) {
        for (int i = 0; i < mark.length; i++) {
            if (content[start + i] != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private static long prefix(byte[] bytes, int start) {
        long prefix = 0;
        for (int i = 0; i < PREFIX_BYTES; i++) {
            prefix = (prefix << 8) | (bytes[start + i] & 0xff);
        }
        return prefix;
    }
}
