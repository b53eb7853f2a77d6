package io.countersign.systemtests.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place from which everything that services need is reached by cables. */
public final class Site implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile(":(\\d+)/");

    private final List<Cable> cables = new ArrayList<>();
    private String databaseUrl = "";

    Site() {}

    void lay(int from, int to) {
        cables.add(Cable.lay(from, to));
    }

    void layToDatabase(String jdbcUrl, int from) {
        Matcher port = PORT.matcher(jdbcUrl);
        if (!port.find()) {
            throw new IllegalArgumentException(jdbcUrl + " has no port");
        }
        lay(from, Integer.parseInt(port.group(1)));
        databaseUrl = port.replaceFirst(":" + from + "/");
    }

    /** As seen from there. */
    String databaseUrl() {
        return databaseUrl;
    }

    /** From now on nothing passes, and nobody is told. */
    public void cut() {
        cables.forEach(Cable::cut);
    }

    public void mend() {
        cables.forEach(Cable::mend);
    }

    @Override
    public void close() {
        cables.forEach(Cable::close);
    }
}
