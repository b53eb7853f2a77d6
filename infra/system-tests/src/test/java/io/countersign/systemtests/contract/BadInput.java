package io.countersign.systemtests.contract;

import io.countersign.systemtests.contract.HttpMessage.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Tries everything that is around the edges of what an operation takes. */
public final class BadInput {
    private static final Set<Integer> PLAIN = Set.of(400);

    private final DocumentedApi api;
    private final Random random;
    private final double share;
    private final Map<String, Integer> cases = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();

    /** @param share of an operation's cases that are plain 400s, more than 0 and at most 1, which is tried; which ones follows from chance */
    public BadInput(DocumentedApi api, Random random, double share) {
        this.api = api;
        this.random = random;
        this.share = share;
    }

    /** Tries an operation, in a world of its own. */
    public void attempt(Operation operation, World world) {
        List<BadRequest> all = new ArrayList<>(BadParameters.of(operation, world));
        if (operation.bodySchema().isPresent()) {
            all.addAll(BadBodies.of(operation, world.request(operation)));
        }
        List<BadRequest> plain = new ArrayList<>(all.stream().filter(bad -> bad.statuses().equals(PLAIN)).toList());
        Collections.shuffle(plain, random);
        all.removeAll(plain.subList((int) Math.ceil(share * plain.size()), plain.size()));
        all.forEach(bad -> attempt(operation, bad));
        cases.put(operation.id(), all.size());
    }

    /** How many cases there were for each operation. */
    public Map<String, Integer> cases() {
        return Map.copyOf(cases);
    }

    /** What was answered otherwise than it should. */
    public List<String> wrong() {
        return List.copyOf(wrong);
    }

    private void attempt(Operation operation, BadRequest bad) {
        String what = operation + ", " + bad.name().substring(0, Math.min(100, bad.name().length())) + ": ";
        try {
            Answer answer = api.send(operation, bad.request());
            if (!bad.statuses().contains(answer.status())) {
                wrong.add(what + answer.status() + " " + answer.body() + " (expected: " + bad.statuses() + ")");
            } else if (!bad.field().isEmpty() && !names(answer, bad.field())) {
                wrong.add(what + answer.body() + " (expected: names " + bad.field() + ")");
            }
        } catch (AssertionError | RuntimeException e) {
            wrong.add(what + e);
        }
    }

    private static boolean names(Answer answer, String field) {
        return World.json(answer).at("/error/details").valueStream().anyMatch(detail -> {
            String name = detail.get("field").asString();
            return name.equals(field) || name.startsWith(field + "[") || name.startsWith(field + ".");
        });
    }
}
