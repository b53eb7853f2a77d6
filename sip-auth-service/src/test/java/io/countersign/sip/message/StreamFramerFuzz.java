package io.countersign.sip.message;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Fuzz target: a stream in whatever parts is the same messages. The first byte chooses the parts. */
public final class StreamFramerFuzz {
    private StreamFramerFuzz() {}

    /** What Jazzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] stream = Arrays.copyOfRange(input, 1, input.length);
        List<String> whole = StreamContents.read(stream, null);
        List<String> parts = StreamContents.read(stream, new Random(input[0]));
        if (!whole.equals(parts)) {
            throw new IllegalStateException("in parts " + parts + " (expected: " + whole + ")");
        }
    }
}
