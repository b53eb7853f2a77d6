package io.countersign.query.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderedRowsTest {
    private static final String PARENT = "trunk_1";

    private final OrderedRows<Row> rows = new OrderedRows<>("row", Row.class);
    private final KeyValueStore<String, byte[]> store = LooseStore.open("rows");

    record Row(String id) {}

    @Test
    void listsInTheOrderGivenAndFindsById() {
        put("b", 16);
        put("a", 9);

        assertThat(rows.list(store, PARENT, Optional.empty(), 10).rows()).extracting(Row::id).containsExactly("a", "b");
        assertThat(rows.get(store, PARENT, "b")).contains(new Row("b"));
        assertThat(rows.get(store, PARENT, "c")).isEmpty();
    }

    @Test
    void pagesAreWholeWhileRowsComeAndGo() {
        for (int i = 1; i <= 7; i++) {
            put("id-" + i, i);
        }
        List<String> seen = new ArrayList<>();
        Page<Row> page = rows.list(store, PARENT, Optional.empty(), 3);
        page.rows().forEach(row -> seen.add(row.id()));

        rows.remove(store, PARENT, "id-3"); // the last one of the page
        rows.remove(store, PARENT, "id-5");
        put("id-8", 8);
        while (page.end().isPresent()) {
            page = rows.list(store, PARENT, page.end(), 3);
            page.rows().forEach(row -> seen.add(row.id()));
        }

        assertThat(seen).containsExactly("id-1", "id-2", "id-3", "id-4", "id-6", "id-7", "id-8");
    }

    @Test
    void aFullLastPageHasNoNext() {
        put("a", 1);
        put("b", 2);

        assertThat(rows.list(store, PARENT, Optional.empty(), 2).end()).isEmpty();
    }

    @Test
    void keepsParentsApart() {
        put("a", 1);
        rows.put(store, PARENT + "0", "b", OrderedRows.order(1), new Row("b"));

        assertThat(rows.list(store, PARENT, Optional.empty(), 10).rows()).containsExactly(new Row("a"));
    }

    @Test
    void aRemovedRowLeavesNothing() {
        put("a", 1);
        rows.remove(store, PARENT, "a");
        rows.remove(store, PARENT, "a");

        assertThat(store.approximateNumEntries()).isZero();
    }

    /** A kill leaves the changelog with the first writes of an event only; then the event is applied again. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aRowWhoseRemovalWasCutOffIsGoneAfterTheNextTry(int writes) {
        put("a", 1);
        AtomicInteger left = new AtomicInteger(writes);
        try {
            rows.remove(dyingAfter(left), PARENT, "a");
        } catch (IllegalStateException killed) {
            assertThat(writes).as("writes of a whole removal").isLessThan(2);
        }
        assertThat(left.get()).isLessThanOrEqualTo(0);

        rows.remove(store, PARENT, "a");

        assertThat(rows.list(store, PARENT, Optional.empty(), 10).rows()).isEmpty();
        assertThat(store.approximateNumEntries()).isZero();
    }

    @SuppressWarnings("unchecked")
    private KeyValueStore<String, byte[]> dyingAfter(AtomicInteger writes) {
        return (KeyValueStore<String, byte[]>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {KeyValueStore.class}, (_, method, arguments) -> {
                    boolean write = method.getName().equals("put") || method.getName().equals("delete");
                    if (write && writes.getAndDecrement() == 0) {
                        throw new IllegalStateException("killed");
                    }
                    return method.invoke(store, arguments);
                });
    }

    private void put(String id, long order) {
        rows.put(store, PARENT, id, OrderedRows.order(order), new Row(id));
    }
}
