package io.countersign.standalone.run;

import io.countersign.embedded.EmbeddedKafka;
import io.countersign.standalone.demo.Demo;
import io.countersign.standalone.folder.DataFolder;
import io.countersign.standalone.option.RunSettings;
import io.countersign.standalone.option.UpOptions;
import io.countersign.standalone.program.ExitCodes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@link AotTraining} runs: everything once, in a folder that is thrown away, ended with the parent at the latest. */
@Command(name = "train", hidden = true)
public final class Train implements Callable<Integer> {
    @Option(names = "--data", required = true)
    private Path data = Path.of("");

    @Override
    public Integer call() throws IOException {
        delete(data);
        DataFolder folder = DataFolder.open(data);
        Up.logTo(folder.logs());
        UpOptions options = new UpOptions();
        new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("up", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
                .parseArgs("--data=" + data, "--api-port=0", "--sip-port=0", "--sips-port=0");
        RunSettings settings = options.settings(Map.of());
        PrintStream silence = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try (Run run = new Run(settings, Map.of(), new Progress(silence))) {
            Thread.ofPlatform().daemon().name("parent-watch").start(() -> abandonAtEndOfInput(run));
            run.start(folder);
            Demo.tell(settings.data(), silence, Map.of());
            // The broker's own classes: in the run they are loaded by a child, which uses the same cache.
            EmbeddedKafka.start(data.resolve("kafka-in-process"), 0).close();
        }
        delete(data);
        return ExitCodes.OK;
    }

    private static void abandonAtEndOfInput(Run run) {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            LoggerFactory.getLogger(Train.class).info("event=stdin_lost", e);
        }
        run.kill();
        Runtime.getRuntime().halt(ExitCodes.FAILED);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
