package io.countersign.command.relay;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/** Shows what {@link RelayStatus} knows. */
final class RelayMetrics implements MeterBinder {
    private final RelayStatus status;

    RelayMetrics(RelayStatus status) {
        this.status = status;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "countersign.relay.lag.seconds", "age of the oldest event that is not on Kafka", it -> it.lag().toMillis() / 1000.0);
        gauge(registry, "countersign.relay.backlog.events", "events that are not on Kafka; about, where there are many", RelayStatus::backlog);
        gauge(registry, "countersign.relay.leading", "1 at the instance that relays", it -> it.state() == RelayState.LEADING ? 1 : 0);
        counter(registry, "countersign.relay.transactions", "transactions that Kafka has committed", RelayStatus::transactions);
        counter(registry, "countersign.relay.events", "events in them", RelayStatus::events);
        counter(registry, "countersign.relay.failures", "times that PostgreSQL or Kafka failed and it began anew", RelayStatus::failures);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<RelayStatus> value) {
        Gauge.builder(name, status, value).description(description).register(registry);
    }

    private void counter(MeterRegistry registry, String name, String description, ToDoubleFunction<RelayStatus> value) {
        FunctionCounter.builder(name, status, value).description(description).register(registry);
    }
}
