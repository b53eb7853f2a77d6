package io.countersign.query.registration;

import io.countersign.query.event.TrunkEvent;
import io.countersign.query.streams.Names;
import io.countersign.query.streams.RecordSerdes;
import io.countersign.query.view.View;
import io.countersign.query.view.ViewProcessor;
import io.countersign.query.view.ViewStores;
import io.countersign.schemas.Topics;
import io.countersign.schemas.event.TrunkEventEnvelope;
import io.countersign.schemas.registration.RegistrationRow;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/** {@code sip.registrations.v1} and, for whose bindings count, {@code trunk.events.v1} → the registration view. */
public final class RegistrationTopology {
    private RegistrationTopology() {}

    public static void add(StreamsBuilder builder, KStream<String, TrunkEventEnvelope> events, View view) {
        builder.addStateStore(ViewStores.rows(view.store()));
        events.process(
                () -> ViewProcessor.last(view, TrunkEvent::of, BindingRows::apply),
                Named.as(Names.REGISTRATION_TRUNK_FOLD),
                view.store());
        builder.stream(
                        Topics.REGISTRATIONS.name(),
                        Consumed.with(Serdes.String(), RecordSerdes.of(RegistrationRow.class))
                                .withName(Names.VIEWS_REGISTRATIONS))
                .process(() -> new RegistrationProcessor(view), Named.as(Names.REGISTRATION_FOLD), view.store());
    }
}
