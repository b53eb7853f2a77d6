package io.countersign.bench.measure;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * A measurement as it is pasted into RESULTS.md.
 *
 * @param notes what a reader must know to read the table rightly; one sentence or more each
 */
public record ResultsBlock(String title, Instant from, Instant until, MarkdownTable table, List<String> notes) {
    public ResultsBlock {
        notes = List.copyOf(notes);
    }

    /** The block in Markdown, with where it comes from. */
    public String text() {
        StringBuilder text = new StringBuilder("\n### ").append(title).append("\n\n").append(table.text()).append('\n');
        notes.forEach(note -> text.append("- ").append(note).append('\n'));
        Provenance.lines().forEach((name, value) -> text.append("- ").append(name).append(": ").append(value).append('\n'));
        text.append("- Measured: ").append(seconds(from)).append(" to ").append(seconds(until)).append('\n');
        return text.toString();
    }

    /** Prints the block, and appends it to a file where one is given. */
    public void publish(PrintStream out, Optional<Path> file) {
        out.print(text());
        file.ifPresent(this::append);
    }

    private void append(Path file) {
        try {
            Files.writeString(file, text(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("results file " + file + " can't be written", e);
        }
    }

    private static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
