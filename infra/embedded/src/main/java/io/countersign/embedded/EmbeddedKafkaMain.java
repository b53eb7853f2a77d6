package io.countersign.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker as a process of its own: {@code EmbeddedKafkaMain <data folder> <port> [setting=value…]}. Writes {@link #READY} and its
 * address on stdout once it serves, and stops in order when its stdin ends, which happens at the latest when its parent
 * dies, or on SIGTERM.
 */
public final class EmbeddedKafkaMain {
    /** The start of the line that tells the parent where the broker is. */
    public static final String READY = "ready ";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafkaMain.class);

    private EmbeddedKafkaMain() {}

    /** Ends the process with 0 after an ordered stop. */
    public static void main(String[] args) {
        if (args.length < 2) {
            System.err.println("usage: EmbeddedKafkaMain <data folder> <port> [setting=value…]");
            System.exit(2);
        }
        EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]), Integer.parseInt(args[1]), settings(args));
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "kafka-stop"));
        System.out.println(READY + kafka.bootstrapServers());
        Thread.ofPlatform().daemon().name("parent-watch").start(EmbeddedKafkaMain::exitAtEndOfInput);
        kafka.awaitShutdown();
    }

    private static Map<String, String> settings(String[] args) {
        return Arrays.stream(args)
                .skip(2)
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    private static void exitAtEndOfInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            LOG.info("event=stdin_lost", e);
        }
        System.exit(0);
    }
}
