package io.countersign.systemtests.contract;

import io.countersign.systemtests.contract.HttpMessage.Request;
import java.util.Set;

/**
 * A request that tries a rule.
 *
 * @param name what is tried
 * @param statuses what it may be answered with
 * @param field what the answer must name; empty: nothing
 */
public record BadRequest(String name, Request request, Set<Integer> statuses, String field) {
    /** A 400 that names this. */
    static BadRequest naming(String field, String name, Request request) {
        return new BadRequest(name, request, Set.of(400), field);
    }

    static BadRequest answered(int status, String name, Request request) {
        return new BadRequest(name, request, Set.of(status), "");
    }
}
