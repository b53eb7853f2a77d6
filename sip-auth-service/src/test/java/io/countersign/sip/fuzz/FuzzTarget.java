package io.countersign.sip.fuzz;

import io.countersign.sip.decision.DecisionFuzz;
import io.countersign.sip.message.DigestCredentialsFuzz;
import io.countersign.sip.message.ParserFuzz;
import io.countersign.sip.message.StreamFramerFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What is fuzzed. Each has a folder of kept inputs, {@code src/test/resources/fuzz/NAME}. */
@SuppressWarnings("ImmutableEnumChecker") // method references
enum FuzzTarget {
    PARSER(ParserFuzz.class, ParserFuzz::fuzzerTestOneInput),
    STREAM_FRAMER(StreamFramerFuzz.class, StreamFramerFuzz::fuzzerTestOneInput),
    DIGEST_CREDENTIALS(DigestCredentialsFuzz.class, DigestCredentialsFuzz::fuzzerTestOneInput),
    DECISION(DecisionFuzz.class, DecisionFuzz::fuzzerTestOneInput);

    private static final Path RESOURCES = Path.of("src", "test", "resources");

    private final Class<?> target;
    private final Consumer<byte[]> one;

    FuzzTarget(Class<?> target, Consumer<byte[]> one) {
        this.target = target;
        this.one = one;
    }

    String className() {
        return target.getName();
    }

    void tryOne(byte[] input) {
        one.accept(input);
    }

    /** As run-fuzz.sh names it. */
    String folder() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Kept inputs, and the torture messages, which are good ones for every target. */
    List<Path> folders() {
        return List.of(
                RESOURCES.resolve("fuzz").resolve(folder()), RESOURCES.resolve("torture").resolve("rfc4475"), RESOURCES.resolve("torture").resolve("rfc5118"));
    }

    List<Path> inputs() throws IOException {
        List<Path> inputs = new ArrayList<>();
        for (Path folder : folders()) {
            try (Stream<Path> files = Files.list(folder)) {
                files.sorted().forEach(inputs::add);
            }
        }
        return inputs;
    }
}
