package io.countersign.systemtests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.systemtests.contract.HttpMessage.Answer;
import io.countersign.systemtests.contract.HttpMessage.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One list, walked page by page while others add to it and remove from it. */
public final class Paging {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int EVERY = 5;
    private static final int FEW = 5;
    private static final int[] LIMITS = {1, 3, 7, 100, 1_000};

    private final DocumentedApi api;
    private final World world;
    private final Operation list;
    private final Operation create;
    private final Optional<Operation> delete;
    private final AtomicInteger number = new AtomicInteger();

    public Paging(DocumentedApi api, World world, Operation create) {
        this.api = api;
        this.world = world;
        this.create = create;
        this.list = api.document().operations().stream()
                .filter(it -> it.method().equals("GET") && it.path().equals(create.path())).findAny().orElseThrow();
        this.delete = api.document().operations().stream()
                .filter(it -> it.method().equals("DELETE") && parent(it).equals(create.path())).findAny();
    }

    /** How it went. */
    public record Result(String list, int kept, int walks, int pages, int writes) {}

    /** Every row that is there throughout is on one page, once; so is every other row, at most. */
    public Result walkUnderWrites(int kept) {
        Set<String> staying = new LinkedHashSet<>();
        List<String> going = new ArrayList<>();
        for (int i = 0; i < kept; i++) {
            staying.add(add());
            if (i % 3 == 0) {
                going.add(add());
            }
        }
        await().atMost(SOON).until(() -> walk(1_000, new AtomicInteger()).containsAll(staying));
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger writes = new AtomicInteger();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(going, over, writes), command -> Thread.ofVirtual().start(command));
        AtomicInteger pages = new AtomicInteger();
        try {
            for (int limit : LIMITS) {
                List<String> seen = walk(limit, pages);
                assertThat(seen).as("%s by %s", list, limit).doesNotHaveDuplicates().containsAll(staying);
            }
        } finally {
            over.set(true);
            writer.join();
        }
        return new Result(list.id(), kept, LIMITS.length, pages.get(), writes.get());
    }

    /** Some rows, so that there is more than one page. */
    public void fill() {
        for (int i = 0; i < FEW; i++) {
            add();
        }
        await().atMost(SOON).until(() -> walk(1_000, new AtomicInteger()).size() >= FEW);
    }

    /** A cursor outlives the row that it stands at, and is good for its own list only, unchanged. */
    public void cursors(World other) {
        Request first = asking("limit=1");
        JsonNode page = World.json(api.expect(200, list, first));
        String cursor = page.get("next").asString();
        List<String> rest = after(cursor, 1_000);
        if (delete.isPresent()) {
            remove(page.get("data").get(0).get("id").asString());
            await().atMost(SOON).until(() -> !walk(1_000, new AtomicInteger()).contains(page.get("data").get(0).get("id").asString()));
        }

        assertThat(after(cursor, 1_000)).isEqualTo(rest);
        api.expect(400, list, other.request(list).at(other.request(list).target() + "?after=" + cursor));
        for (int i = 0; i < cursor.length(); i += EVERY) {
            char changed = cursor.charAt(i) == 'A' ? 'B' : 'A';
            if (i < cursor.length() - 1) { // the last character may hold bits that mean nothing
                api.expect(400, list, asking("after=" + cursor.substring(0, i) + changed + cursor.substring(i + 1)));
            }
        }
        api.expect(400, list, asking("after=" + cursor.substring(1)));
    }

    /** The rows of the first page when no limit is asked for. */
    public int defaultPage() {
        return World.json(api.expect(200, list, world.request(list))).get("data").size();
    }

    /** A cursor of this list. */
    public String cursor() {
        return World.json(api.expect(200, list, asking("limit=1"))).get("next").asString();
    }

    /** Refuses a cursor of another list. */
    public void refuses(String cursor) {
        api.expect(400, list, asking("after=" + cursor));
    }

    private void write(List<String> going, AtomicBoolean over, AtomicInteger writes) {
        List<String> removable = new ArrayList<>(going);
        while (!over.get()) {
            String added = add();
            writes.incrementAndGet();
            if (delete.isPresent()) {
                removable.add(added);
                remove(removable.removeFirst());
                writes.incrementAndGet();
            }
        }
    }

    private List<String> walk(int limit, AtomicInteger pages) {
        List<String> ids = new ArrayList<>();
        String query = "limit=" + limit;
        while (true) {
            JsonNode page = World.json(api.expect(200, list, asking(query)));
            pages.incrementAndGet();
            page.get("data").forEach(row -> ids.add(row.get("id").asString()));
            assertThat(page.get("data").size()).isLessThanOrEqualTo(limit);
            if (page.get("next").isNull()) {
                return ids;
            }
            query = "limit=" + limit + "&after=" + page.get("next").asString();
        }
    }

    private List<String> after(String cursor, int limit) {
        JsonNode page = World.json(api.expect(200, list, asking("limit=" + limit + "&after=" + cursor)));
        return page.get("data").valueStream().map(row -> row.get("id").asString()).toList();
    }

    private String add() {
        ObjectNode body = (ObjectNode) create.bodyExample().orElseThrow().deepCopy();
        if (body.has("username")) {
            body.put("username", "row-" + number.incrementAndGet());
        }
        Answer answer = api.expect(201, create, world.request(create).json(body.toString()));
        return World.json(answer).get("id").asString();
    }

    private void remove(String id) {
        Operation operation = delete.orElseThrow();
        String parameter = operation.path().substring(operation.path().lastIndexOf('{') + 1, operation.path().length() - 1);
        api.expect(204, operation, world.elsewhere(operation, parameter, id));
    }

    private Request asking(String query) {
        return world.request(list).at(world.request(list).target() + "?" + query);
    }

    private static String parent(Operation operation) {
        return operation.path().substring(0, operation.path().lastIndexOf('/'));
    }

    @Override
    public String toString() {
        return "Paging(" + list.id() + ", limits " + Arrays.toString(LIMITS) + ")";
    }
}
