package io.countersign.standalone.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class MetricsMergeTest {
    @Test
    void keepsSamplesOfOneNameTogetherAndTellsServicesApart() {
        String merged = new MetricsMerge()
                .add(labels("service", "a"), """
                        # HELP calls_total Calls
                        # TYPE calls_total counter
                        calls_total{uri="/x y",} 3.0
                        # TYPE idle gauge
                        idle 1
                        """)
                .add(labels("service", "b", "backend", "h:1"), """
                        # HELP calls_total Calls
                        # TYPE calls_total counter
                        calls_total{} 4.0
                        """)
                .text();

        assertThat(merged).isEqualTo("""
                        # HELP calls_total Calls
                        # TYPE calls_total counter
                        calls_total{service="a",uri="/x y",} 3.0
                        calls_total{service="b",backend="h:1"} 4.0
                        # TYPE idle gauge
                        idle{service="a"} 1
                        """);
    }

    private static SequencedMap<String, String> labels(String... namesAndValues) {
        SequencedMap<String, String> labels = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return labels;
    }
}
