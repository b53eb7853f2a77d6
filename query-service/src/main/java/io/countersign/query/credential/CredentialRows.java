package io.countersign.query.credential;

import io.countersign.query.event.TrunkEvent;
import io.countersign.query.view.OrderedRows;
import org.apache.kafka.streams.state.KeyValueStore;

/** Where the credential view's rows are in its store. */
final class CredentialRows {
    /** A trunk's credentials. */
    static final OrderedRows<CredentialRow> LIST = new OrderedRows<>("credential", CredentialRow.class);

    private CredentialRows() {}

    static void apply(KeyValueStore<String, byte[]> store, TrunkEvent event) {
        switch (CredentialFold.fold(event)) {
            case CredentialChange.Added it ->
                LIST.put(store, event.trunkId(), it.row().id(), OrderedRows.order(it.order()), it.row());
            case CredentialChange.Removed it -> LIST.remove(store, event.trunkId(), it.credentialId());
            case CredentialChange.Nothing it -> {}
        }
    }
}
