package io.countersign.query;

import io.countersign.query.account.AccountTopology;
import io.countersign.query.credential.CredentialTopology;
import io.countersign.query.registration.RegistrationTopology;
import io.countersign.query.streams.Names;
import io.countersign.query.streams.RecordSerdes;
import io.countersign.query.trunk.TrunkTopology;
import io.countersign.schemas.Topics;
import io.countersign.schemas.event.AccountEventEnvelope;
import io.countersign.schemas.event.TrunkEventEnvelope;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;

/** The views' application: every read model over the topics of facts, and over what nodes tell of bindings. */
public final class ViewsTopology {
    private ViewsTopology() {}

    public static Topology build(Views views, int partitions) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, AccountEventEnvelope> accounts = builder.stream(
                Topics.ACCOUNT_EVENTS.name(),
                Consumed.with(Serdes.String(), RecordSerdes.of(AccountEventEnvelope.class))
                        .withName(Names.VIEWS_ACCOUNT_EVENTS));
        KStream<String, TrunkEventEnvelope> trunks = builder.stream(
                Topics.TRUNK_EVENTS.name(),
                Consumed.with(Serdes.String(), RecordSerdes.of(TrunkEventEnvelope.class))
                        .withName(Names.VIEWS_TRUNK_EVENTS));
        AccountTopology.add(builder, accounts, views.account());
        TrunkTopology.add(builder, trunks, views.trunk(), views.trunkList(), partitions);
        CredentialTopology.add(builder, trunks, views.credential());
        RegistrationTopology.add(builder, trunks, views.registration());
        return builder.build();
    }
}
