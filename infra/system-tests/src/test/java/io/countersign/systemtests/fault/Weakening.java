package io.countersign.systemtests.fault;

import io.countersign.systemtests.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Sources of the product with a rule taken out, compiled aside: a run with these classes must be found out. The product
 * itself has no switch for that.
 *
 * @param name which rule
 */
record Weakening(String name, List<Change> changes) {

    /** In one source, relative to the checkout, a text that is there exactly once, and what takes its place. */
    record Change(String source, String is, String becomes) {}

    private static final String SETTINGS = "infra/kafka-support/src/main/java/io/countersign/kafka/KafkaSettings.java";
    private static final String PRODUCER = "command-service/src/main/java/io/countersign/command/relay/RelayProducer.java";
    private static final String ANSWERS =
            "command-service/src/main/java/io/countersign/command/idempotency/IdempotentAnswers.java";
    private static final String ROWS = """
                    for (ProducerRecord<String, @Nullable SpecificRecord> record : records.of(batch)) {
                        send(record);
                    }
            """;

    /** The relay takes the leader's word for a write; without idempotence and transactions, which ask for more. */
    static Weakening acksOne() {
        return new Weakening("acks=1", List.of(
                new Change(SETTINGS, "ACKS_CONFIG, \"all\"", "ACKS_CONFIG, \"1\""),
                new Change(SETTINGS, "ENABLE_IDEMPOTENCE_CONFIG, true", "ENABLE_IDEMPOTENCE_CONFIG, false"),
                new Change(PRODUCER, "configuration.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);", ""),
                new Change(PRODUCER, "configuration.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);", ""),
                new Change(PRODUCER, "opened.producer.initTransactions();", ""),
                new Change(PRODUCER, "producer.beginTransaction();", ""),
                new Change(PRODUCER, "producer.commitTransaction();", "producer.flush();")));
    }

    /** A repeated request finds no answer to the first one. */
    static Weakening withoutDeduplication() {
        return new Weakening("without deduplication", List.of(
                new Change(ANSWERS, "answered_at > now() - make_interval(secs => ?)\"\"\"", "answered_at > now() + make_interval(secs => ?)\"\"\"")));
    }

    /** The relay commits its position, and sends the rows before it only then. */
    static Weakening commitBeforeApply() {
        return new Weakening("commit before apply", List.of(
                new Change(PRODUCER, ROWS, ""),
                new Change(PRODUCER, "producer.commitTransaction();", """
                        producer.commitTransaction();
                        java.util.concurrent.locks.LockSupport.parkNanos(200_000_000);
                        producer.beginTransaction();
                        """ + ROWS + "producer.commitTransaction();")));
    }

    /** Compiles it; returns the folder of the classes. */
    Path compile(Path folder) {
        List<Path> sources = new ArrayList<>();
        try {
            Path classes = Files.createDirectories(folder.resolve("classes"));
            for (String source : changes.stream().map(Change::source).distinct().toList()) {
                Path changed = folder.resolve("sources").resolve(source);
                Files.createDirectories(changed.getParent());
                sources.add(Files.writeString(changed, changed(source)));
            }
            compile(sources, classes);
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String changed(String source) throws IOException {
        String text = Files.readString(Checkout.root().resolve(source));
        for (Change change : changes) {
            if (change.source().equals(source)) {
                int at = text.indexOf(change.is());
                if (at < 0 || text.indexOf(change.is(), at + 1) >= 0) {
                    throw new IllegalStateException(source + " doesn't have exactly one: " + change.is());
                }
                text = text.replace(change.is(), change.becomes());
            }
        }
        return text;
    }

    private static void compile(List<Path> sources, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, Locale.ROOT, null)) {
            List<String> options = List.of("-proc:none", "-nowarn", "-cp", Checkout.standaloneJar().toString(), "-d", classes.toString());
            if (!compiler.getTask(null, files, problems, options, null, files.getJavaFileObjectsFromPaths(sources)).call()) {
                throw new IllegalStateException("a weakened source can't be compiled: " + problems.getDiagnostics());
            }
        }
    }
}
