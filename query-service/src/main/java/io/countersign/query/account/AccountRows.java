package io.countersign.query.account;

import io.countersign.query.event.AccountEvent;
import io.countersign.query.view.OrderedRows;
import io.countersign.query.view.RowCodec;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Where the account view's rows are in its store. */
final class AccountRows {
    static final OrderedRows<ApiKeyEntry> API_KEYS = new OrderedRows<>("api-key", ApiKeyEntry.class);

    private static final String ACCOUNT = "account\0";
    private static final RowCodec<AccountRow> ACCOUNTS = new RowCodec<>(AccountRow.class);

    private AccountRows() {}

    static void apply(KeyValueStore<String, byte[]> store, AccountEvent event) {
        switch (AccountFold.fold(event)) {
            case AccountChange.Opened it -> store.put(ACCOUNT + it.row().id(), ACCOUNTS.toBytes(it.row()));
            case AccountChange.KeyAdded it -> API_KEYS.put(
                    store, event.accountId(), it.key().id(), OrderedRows.order(it.order()), it.key());
            case AccountChange.KeyRemoved it -> API_KEYS.remove(store, event.accountId(), it.keyId());
        }
    }

    static Optional<AccountRow> get(ReadOnlyKeyValueStore<String, byte[]> store, String accountId) {
        return Optional.ofNullable(store.get(ACCOUNT + accountId)).map(ACCOUNTS::fromBytes);
    }
}
