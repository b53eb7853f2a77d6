package io.countersign.query.account;

import io.countersign.query.event.AccountEvent;
import io.countersign.query.streams.Names;
import io.countersign.query.view.View;
import io.countersign.query.view.ViewProcessor;
import io.countersign.query.view.ViewStores;
import io.countersign.schemas.event.AccountEventEnvelope;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/** {@code account.events.v1} → the account view. */
public final class AccountTopology {
    private AccountTopology() {}

    public static void add(StreamsBuilder builder, KStream<String, AccountEventEnvelope> events, View view) {
        builder.addStateStore(ViewStores.rows(view.store()));
        events.process(
                () -> ViewProcessor.last(view, AccountEvent::of, AccountRows::apply), Named.as(Names.ACCOUNT_FOLD), view.store());
    }
}
