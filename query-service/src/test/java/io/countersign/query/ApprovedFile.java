package io.countersign.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file below {@code src/test/approved} that freezes a form. A wanted change: look at the difference, then copy the text. */
public final class ApprovedFile {
    private static final Path FOLDER = Path.of("src/test/approved");

    private final Path file;

    private ApprovedFile(Path file) {
        this.file = file;
    }

    public static ApprovedFile of(String name) {
        return new ApprovedFile(FOLDER.resolve(name));
    }

    public void verify(String actual) {
        try {
            assertThat(actual.strip()).as("%s", file).isEqualTo(Files.exists(file) ? Files.readString(file).strip() : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
