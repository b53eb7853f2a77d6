package io.countersign.rest.propagation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/** How long receipts took, how many requests wait for one, and how many nodes there are, silent ones too. */
final class PropagationMetrics implements MeterBinder {
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(200),
        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(10)
    };

    private final Propagation propagation;

    PropagationMetrics(Propagation propagation) {
        this.propagation = propagation;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Timer effective = receipts(registry, "true");
        Timer incomplete = receipts(registry, "false");
        propagation.observe((receipt, waited) -> (receipt.effective() ? effective : incomplete).record(waited));
        gauge(registry, "countersign.receipts.waiting", "requests that wait for a receipt", Propagation::waiting);
        gauge(registry, "countersign.nodes.members", "SIP nodes that a receipt waits for", it -> it.memberNames().size());
        gauge(registry, "countersign.nodes.silent", "members that have not reported for 10 s", Propagation::silentMembers);
    }

    private static Timer receipts(MeterRegistry registry, String effective) {
        return Timer.builder("countersign.receipts")
                .description("from a write to its receipt")
                .tag("effective", effective)
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<Propagation> value) {
        Gauge.builder(name, propagation, value).description(description).register(registry);
    }
}
