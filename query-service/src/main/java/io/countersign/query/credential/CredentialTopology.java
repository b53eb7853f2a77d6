package io.countersign.query.credential;

import io.countersign.query.event.TrunkEvent;
import io.countersign.query.streams.Names;
import io.countersign.query.view.View;
import io.countersign.query.view.ViewProcessor;
import io.countersign.query.view.ViewStores;
import io.countersign.schemas.event.TrunkEventEnvelope;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/** {@code trunk.events.v1} → the credential view. */
public final class CredentialTopology {
    private CredentialTopology() {}

    public static void add(StreamsBuilder builder, KStream<String, TrunkEventEnvelope> events, View view) {
        builder.addStateStore(ViewStores.rows(view.store()));
        events.process(
                () -> ViewProcessor.last(view, TrunkEvent::of, CredentialRows::apply),
                Named.as(Names.CREDENTIAL_FOLD),
                view.store());
    }
}
