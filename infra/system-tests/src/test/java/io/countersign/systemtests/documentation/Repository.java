package io.countersign.systemtests.documentation;

import io.countersign.systemtests.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The checkout that the tests run in, found upwards from the module's folder. */
final class Repository {
    private static final Set<String> NOT_SOURCES = Set.of("target", ".git", "data", "node_modules");
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    private final Path root;

    private Repository(Path root) {
        this.root = root;
    }

    static Repository find() {
        return new Repository(Checkout.root());
    }

    Path path(String relative) {
        return root.resolve(relative);
    }

    String relative(Path file) {
        return root.relativize(file).toString();
    }

    String read(String relative) {
        return read(path(relative));
    }

    String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The part of a document from a second-level heading to the next. */
    String section(String file, String heading) {
        String text = "\n" + read(file);
        int start = text.indexOf("\n## " + heading + "\n");
        if (start < 0) {
            throw new IllegalStateException(file + " has no section \"" + heading + "\"");
        }
        int end = text.indexOf("\n## ", start + 1);
        return text.substring(start, end < 0 ? text.length() : end);
    }

    /** The folders that the parent pom names. */
    List<String> modules() {
        return groups(MODULE, read("pom.xml"));
    }

    /** All files with that ending that somebody wrote: build results and data apart. */
    List<Path> sources(String ending) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return NOT_SOURCES.contains(folder.getFileName().toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(ending)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream().sorted().toList();
    }

    /** Simple names of the test classes of all modules. */
    Set<String> testClasses() {
        return sources(".java").stream()
                .filter(file -> relative(file).contains("src/test/java/"))
                .map(file -> file.getFileName().toString().replaceFirst("\\.java$", ""))
                .collect(Collectors.toUnmodifiableSet());
    }

    static List<String> groups(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        List<String> found = new ArrayList<>();
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
