package io.countersign.query.credential;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.query.event.TrunkEvent;
import io.countersign.query.view.OrderedRows;
import java.util.Arrays;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Where the credential view's rows are in its store. */
final class CredentialRows {
    /** A trunk's credentials. */
    static final OrderedRows<CredentialRow> LIST = new OrderedRows<>("credential", CredentialRow.class);

    private static final String ACCOUNT = "account\0";

    private CredentialRows() {}

    static void apply(KeyValueStore<String, byte[]> store, TrunkEvent event) {
        switch (CredentialFold.fold(event)) {
            case CredentialChange.Added it ->
                LIST.put(store, event.trunkId(), it.row().id(), OrderedRows.order(it.order()), it.row());
            case CredentialChange.Removed it -> LIST.remove(store, event.trunkId(), it.credentialId());
            case CredentialChange.TrunkCreated it -> store.put(ACCOUNT + event.trunkId(), it.accountId().getBytes(UTF_8));
        }
    }

    /** Whether there is such a trunk, and it is the account's. */
    static boolean isOf(ReadOnlyKeyValueStore<String, byte[]> store, String accountId, String trunkId) {
        return Arrays.equals(store.get(ACCOUNT + trunkId), accountId.getBytes(UTF_8));
    }
}
