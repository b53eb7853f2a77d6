package io.countersign.standalone.folder;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a run is to be reached; in the data folder while it is ready, for {@code demo} and for tests. */
public record RunningFile(String apiUrl, String sipHost, int sipPort, String sipDomain, long pid) {
    private static final String NAME = "run/ready.properties";

    public void write(Path data) {
        table(data)
                .write(Map.of(
                        "api.url", apiUrl,
                        "sip.host", sipHost,
                        "sip.port", Integer.toString(sipPort),
                        "sip.domain", sipDomain,
                        "pid", Long.toString(pid)));
    }

    public static void delete(Path data) {
        table(data).delete();
    }

    /** What a run on this folder has written, if it lives. */
    public static Optional<RunningFile> read(Path data) {
        Map<String, String> values = table(data).read();
        if (!values.keySet().containsAll(List.of("api.url", "sip.host", "sip.port", "sip.domain", "pid"))) {
            return Optional.empty();
        }
        return Optional.of(new RunningFile(
                        values.getOrDefault("api.url", ""),
                        values.getOrDefault("sip.host", ""),
                        Integer.parseInt(values.getOrDefault("sip.port", "0")),
                        values.getOrDefault("sip.domain", ""),
                        Long.parseLong(values.getOrDefault("pid", "0"))))
                .filter(running -> ProcessHandle.of(running.pid()).isPresent());
    }

    private static PropertiesFile table(Path data) {
        return new PropertiesFile(data.resolve(NAME));
    }
}
