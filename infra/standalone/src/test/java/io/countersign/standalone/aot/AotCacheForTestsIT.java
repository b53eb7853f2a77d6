package io.countersign.standalone.aot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The program trains itself, and a JVM on its class path takes what came of it. Made here so that the system tests find it made. */
class AotCacheForTestsIT {
    @Test
    void aJvmThatMustUseTheCacheStarts() throws Exception {
        Path jar = standaloneJar();
        List<String> command = new ArrayList<>(AotCacheForTests.jvm("64m"));
        command.addAll(AotCacheForTests.options(jar));
        command.addAll(List.of("-XX:AOTMode=on", "-cp", jar.toString(), "io.countersign.standalone.Main", "--version"));

        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(output).isZero();
    }

    private static Path standaloneJar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target").toAbsolutePath())) {
            return files.filter(file -> file.getFileName().toString().matches("standalone-[0-9.]+\\.jar")).findFirst().orElseThrow();
        }
    }
}
