package io.countersign.systemtests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.systemtests.contract.HttpMessage.Answer;
import io.countersign.systemtests.contract.HttpMessage.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One list, walked page by page while others add to it and remove from it. */
public final class Paging {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int EVERY = 5;
    private static final int ALL = 1_000;
    private static final int[] LIMITS = {1, 7, ALL};
    /** The list grows slower than it is walked, so that each walk ends. */
    private static final int PAGES_A_WRITE = 2;

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

    /** Every row that is there throughout is on one page, once; every other row, at most. */
    public Result walkUnderWrites(int kept) {
        Set<String> staying = new LinkedHashSet<>();
        List<String> going = new ArrayList<>();
        for (int i = 0; i < kept; i++) {
            staying.add(add());
            if (i % 3 == 0) {
                going.add(add());
            }
        }
        await().atMost(SOON).until(() -> walk(ALL, () -> {}).containsAll(staying));
        AtomicInteger pages = new AtomicInteger();
        Semaphore turns = new Semaphore(0);
        Writes writes = new Writes(going, turns);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(writes, command -> Thread.ofVirtual().start(command));
        for (int limit : LIMITS) {
            List<String> seen = walk(limit, () -> {
                if (pages.incrementAndGet() % PAGES_A_WRITE == 0) {
                    turns.release();
                }
            });
            assertThat(seen).as("%s by %s", list, limit).doesNotHaveDuplicates().containsAll(staying);
        }
        writes.over = true;
        turns.release();
        writer.join();
        return new Result(list.id(), kept, LIMITS.length, pages.get(), writes.done.get());
    }

    /** So many rows more. */
    public void fill(int rows) {
        List<String> added = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            added.add(add());
        }
        await().atMost(SOON).until(() -> walk(ALL, () -> {}).containsAll(added));
    }

    /** A cursor outlives the row that it stands at, and is good for its own list only, unchanged. */
    public void cursors(World other) {
        JsonNode page = World.json(api.expect(200, list, asking("limit=2")));
        String cursor = page.get("next").asString();
        List<String> rest = after(cursor);
        if (delete.isPresent()) {
            String last = page.get("data").get(1).get("id").asString(); // of keys, the first is the one that we use
            remove(last);
            await().atMost(SOON).until(() -> !walk(ALL, () -> {}).contains(last));
        }

        assertThat(after(cursor)).isEqualTo(rest);
        api.expect(400, list, other.request(list).at(other.request(list).target() + "?after=" + cursor));
        for (int i = 0; i < cursor.length(); i += EVERY) {
            char changed = cursor.charAt(i) == 'A' ? 'B' : 'A';
            if (i < cursor.length() - 1) { // the last character may hold bits that mean nothing
                refuses(cursor.substring(0, i) + changed + cursor.substring(i + 1));
            }
        }
        refuses(cursor.substring(1));
        refuses(cursor + "A");
        refuses("A".repeat(2_000));
    }

    /** The rows of the first page when no limit is asked for. */
    public int defaultPage() {
        return World.json(api.expect(200, list, world.request(list))).get("data").size();
    }

    /** A cursor of this list. */
    public String cursor() {
        return World.json(api.expect(200, list, asking("limit=1"))).get("next").asString();
    }

    /** Refuses what is no cursor of this list, and says which parameter is wrong. */
    public void refuses(String cursor) {
        Answer answer = api.expect(400, list, asking("after=" + cursor));
        assertThat(World.json(answer).at("/error/details/0/field").asString()).isEqualTo("after");
    }

    private List<String> walk(int limit, Runnable afterEachPage) {
        List<String> ids = new ArrayList<>();
        String query = "limit=" + limit;
        while (true) {
            JsonNode page = World.json(api.expect(200, list, asking(query)));
            page.get("data").forEach(row -> ids.add(row.get("id").asString()));
            assertThat(page.get("data").size()).isLessThanOrEqualTo(limit);
            afterEachPage.run();
            if (page.get("next").isNull()) {
                return ids;
            }
            query = "limit=" + limit + "&after=" + page.get("next").asString();
        }
    }

    private List<String> after(String cursor) {
        JsonNode page = World.json(api.expect(200, list, asking("limit=" + ALL + "&after=" + cursor)));
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

    /** Adds a row at each turn, and removes one that was there before. */
    private final class Writes implements Runnable {
        private final List<String> removable;
        private final Semaphore turns;
        private volatile boolean over;
        private final AtomicInteger done = new AtomicInteger();

        Writes(List<String> going, Semaphore turns) {
            this.removable = new ArrayList<>(going);
            this.turns = turns;
        }

        @Override
        public void run() {
            while (hasTurn()) {
                removable.add(add());
                done.incrementAndGet();
                if (delete.isPresent()) {
                    remove(removable.removeFirst());
                    done.incrementAndGet();
                }
            }
        }

        private boolean hasTurn() {
            try {
                return turns.tryAcquire(SOON.toSeconds(), TimeUnit.SECONDS) && !over;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
