package io.countersign.systemtests;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a page of Prometheus metrics (text format 0.0.4) tells of ours.
 *
 * @param labels by the name of a metric, the names of its labels
 * @param values every value of a label
 */
record MetricsPage(Map<String, Set<String>> labels, Set<String> values) {
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(countersign_\\w+?)(?:\\{(.*)})? (\\S+)$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    /** Parts of one histogram or summary, not metrics of their own. */
    private static final Pattern PART = Pattern.compile("_(bucket|count|sum|max)$");
    /** Of the text format itself, and of the page that joins the services. */
    private static final Set<String> COMMON = Set.of("le", "quantile", "service", "backend");

    static MetricsPage parse(String text) {
        Map<String, Set<String>> labels = new TreeMap<>();
        Set<String> values = new TreeSet<>();
        Matcher samples = SAMPLE.matcher(text);
        while (samples.find()) {
            Set<String> names = labels.computeIfAbsent(PART.matcher(samples.group(1)).replaceFirst(""), _ -> new TreeSet<>());
            Matcher pairs = LABEL.matcher(samples.group(2) == null ? "" : samples.group(2));
            while (pairs.find()) {
                values.add(pairs.group(2));
                if (!COMMON.contains(pairs.group(1))) {
                    names.add(pairs.group(1));
                }
            }
        }
        return new MetricsPage(labels, values);
    }

    /** The table of a document: metric and labels, each in backticks, in the first two columns. */
    static Map<String, Set<String>> documented(String markdown) {
        Map<String, Set<String>> labels = new TreeMap<>();
        Matcher rows = Pattern.compile("(?m)^\\| `(countersign_\\w+)` \\| ([^|]*)\\|").matcher(markdown);
        while (rows.find()) {
            Set<String> names = new TreeSet<>();
            Matcher label = Pattern.compile("`(\\w+)`").matcher(rows.group(2));
            while (label.find()) {
                names.add(label.group(1));
            }
            labels.put(rows.group(1), names);
        }
        return labels;
    }
}
