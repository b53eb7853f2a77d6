package io.countersign.query.registration;

import io.countersign.query.event.TrunkEvent;
import io.countersign.query.view.Page;
import io.countersign.query.view.RowCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Where the registration view's rows are in its store. Bindings and events come from two topics, in no order between them: a
 * binding is kept as it is told, and counts while its credential is live.
 */
final class BindingRows {
    /** Of those of a trunk one read looks at so many at most; the page then ends early, with a place to go on from. */
    static final int MAX_EXAMINED = 20_000;

    private static final String TRUNK = "trunk\0";
    private static final String LIVE = "live\0";
    private static final String BINDING = "binding\0";
    private static final char SEPARATOR = '\0';
    private static final char AFTER_SEPARATOR = '\1';
    private static final byte[] PRESENT = {1};
    private static final RowCodec<TrunkRow> TRUNKS = new RowCodec<>(TrunkRow.class);
    private static final RowCodec<BindingRow> BINDINGS = new RowCodec<>(BindingRow.class);

    private BindingRows() {}

    static void apply(KeyValueStore<String, byte[]> store, TrunkEvent event) {
        switch (RegistrationFold.fold(event)) {
            case RegistrationChange.TrunkCreated it -> store.put(TRUNK + event.trunkId(), TRUNKS.toBytes(it.row()));
            case RegistrationChange.CredentialAdded it -> store.put(live(event.trunkId(), it.credentialId()), PRESENT);
            case RegistrationChange.CredentialRemoved it -> store.delete(live(event.trunkId(), it.credentialId()));
        }
    }

    /** @param key as on the topic: {@code sip_domain 0x00 username 0x00 contact hash} */
    static void put(KeyValueStore<String, byte[]> store, String key, BindingRow row) {
        store.put(BINDING + key, BINDINGS.toBytes(row));
    }

    /** @param ended whose binding it was; empty: whoever has it */
    static void remove(KeyValueStore<String, byte[]> store, String key, Optional<String> ended) {
        byte[] known = store.get(BINDING + key);
        if (known != null && ended.map(run -> BINDINGS.fromBytes(known).isOf(run)).orElse(true)) {
            store.delete(BINDING + key);
        }
    }

    /** The trunk, if it is the account's. */
    static Optional<TrunkRow> trunk(ReadOnlyKeyValueStore<String, byte[]> store, String accountId, String trunkId) {
        return Optional.ofNullable(store.get(TRUNK + trunkId))
                .map(TRUNKS::fromBytes)
                .filter(row -> row.accountId().equals(accountId));
    }

    /** A trunk's bindings after a place (empty: from the first on) that count at that time, at most {@code limit}. */
    static Page<BindingRow> list(
            ReadOnlyKeyValueStore<String, byte[]> store, String trunkId, TrunkRow trunk, Optional<String> after, int limit, Instant now) {
        String prefix = BINDING + trunk.sipDomain() + SEPARATOR;
        String from = after.map(place -> prefix + place + SEPARATOR).orElse(prefix);
        List<BindingRow> rows = new ArrayList<>();
        String place = "";
        int examined = 0;
        try (KeyValueIterator<String, byte[]> found = store.range(from, BINDING + trunk.sipDomain() + AFTER_SEPARATOR)) {
            while (found.hasNext()) {
                if (rows.size() == limit || examined == MAX_EXAMINED) {
                    return new Page<>(rows, Optional.of(place));
                }
                KeyValue<String, byte[]> entry = found.next();
                examined++;
                place = entry.key.substring(prefix.length());
                BindingRow row = BINDINGS.fromBytes(entry.value);
                if (row.expiresAt().isAfter(now) && store.get(live(trunkId, row.credentialId())) != null) {
                    rows.add(row);
                }
            }
        }
        return new Page<>(rows, Optional.empty());
    }

    private static String live(String trunkId, String credentialId) {
        return LIVE + trunkId + SEPARATOR + credentialId;
    }
}
