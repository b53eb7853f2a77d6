package io.countersign.standalone.frontdoor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Several Prometheus texts as one: each sample gets labels that say whose it is, and samples of one name stand together under
 * one description, as the text format 0.0.4 demands. Owned by one thread.
 */
final class MetricsMerge {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final String HELP = "# HELP ";
    private static final String TYPE = "# TYPE ";

    private final Map<String, Family> families = new LinkedHashMap<>();

    private static final class Family {
        private @Nullable String help;
        private @Nullable String type;
        private final List<String> samples = new ArrayList<>();
    }

    /** Adds all that one instance tells. */
    MetricsMerge add(SequencedMap<String, String> labels, String text) {
        String extra = labels.entrySet().stream()
                .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
                .collect(Collectors.joining(","));
        String current = "";
        for (String line : text.split("\n", -1)) {
            if (line.startsWith(HELP)) {
                current = nameAfter(line, HELP);
                family(current).help = line;
            } else if (line.startsWith(TYPE)) {
                current = nameAfter(line, TYPE);
                family(current).type = line;
            } else if (!line.isBlank() && !line.startsWith("#")) {
                family(current).samples.add(labelled(line, extra));
            }
        }
        return this;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (Family family : families.values()) {
            appendLine(text, family.help);
            appendLine(text, family.type);
            family.samples.forEach(sample -> appendLine(text, sample));
        }
        return text.toString();
    }

    private Family family(String name) {
        return families.computeIfAbsent(name, any -> new Family());
    }

    private static String nameAfter(String line, String prefix) {
        int end = line.indexOf(' ', prefix.length());
        return end < 0 ? line.substring(prefix.length()) : line.substring(prefix.length(), end);
    }

    private static String labelled(String sample, String label) {
        int brace = sample.indexOf('{');
        int space = sample.indexOf(' ');
        if (brace >= 0 && (space < 0 || brace < space)) {
            String rest = sample.substring(brace + 1);
            return sample.substring(0, brace + 1) + label + (rest.startsWith("}") ? "" : ",") + rest;
        }
        return space < 0 ? sample : sample.substring(0, space) + "{" + label + "}" + sample.substring(space);
    }

    private static void appendLine(StringBuilder text, @Nullable String line) {
        if (line != null) {
            text.append(line).append('\n');
        }
    }
}
