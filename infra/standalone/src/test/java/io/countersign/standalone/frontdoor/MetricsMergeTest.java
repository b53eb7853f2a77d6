package io.countersign.standalone.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsMergeTest {
    @Test
    void keepsSamplesOfOneNameTogetherAndTellsServicesApart() {
        String merged = new MetricsMerge()
                .add("a", """
                        # HELP calls_total Calls
                        # TYPE calls_total counter
                        calls_total{uri="/x y",} 3.0
                        # TYPE idle gauge
                        idle 1
                        """)
                .add("b", """
                        # HELP calls_total Calls
                        # TYPE calls_total counter
                        calls_total{} 4.0
                        """)
                .text();

        assertThat(merged).isEqualTo("""
                        # HELP calls_total Calls
                        # TYPE calls_total counter
                        calls_total{service="a",uri="/x y",} 3.0
                        calls_total{service="b"} 4.0
                        # TYPE idle gauge
                        idle{service="a"} 1
                        """);
    }
}
