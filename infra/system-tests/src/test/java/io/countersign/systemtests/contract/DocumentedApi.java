package io.countersign.systemtests.contract;

import io.countersign.systemtests.contract.HttpMessage.Answer;
import io.countersign.systemtests.contract.HttpMessage.Request;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/** A running system whose every answer is checked against the document, and counted. Safe for several threads. */
public final class DocumentedApi {
    private final RawHttp http;
    private final int sipPort;
    private final ApiDocument document;
    private final AnswerCheck check;
    private final Map<String, SortedSet<Integer>> seen = new ConcurrentSkipListMap<>();
    private final Map<Integer, AtomicInteger> answers = new ConcurrentSkipListMap<>();

    /** @param sipPort of a node, for what only failed logins make */
    public DocumentedApi(int port, int sipPort, ApiDocument document) {
        this.http = new RawHttp(port);
        this.sipPort = sipPort;
        this.document = document;
        this.check = new AnswerCheck(new Schemas(document));
    }

    public ApiDocument document() {
        return document;
    }

    int sipPort() {
        return sipPort;
    }

    /** The answer, which is as documented. */
    public Answer send(Operation operation, Request request) {
        Answer answer = http.send(request);
        List<String> problems = check.problems(operation, request, answer);
        if (!problems.isEmpty()) {
            throw new AssertionError(request.method() + " " + shortened(request.target()) + " is not answered as documented for " + operation
                    + ": " + String.join("; ", problems) + "\n" + answer.status() + " " + answer.headers() + "\n" + shortened(answer.body()));
        }
        seen.computeIfAbsent(operation.id(), id -> new ConcurrentSkipListSet<>()).add(answer.status());
        answers.computeIfAbsent(answer.status(), status -> new AtomicInteger()).incrementAndGet();
        return answer;
    }

    /** The same, and it has this status. */
    public Answer expect(int status, Operation operation, Request request) {
        Answer answer = send(operation, request);
        if (answer.status() != status) {
            throw new AssertionError(request.method() + " " + shortened(request.target()) + " is answered with " + answer.status() + " "
                    + shortened(answer.body()) + " (expected: " + status + ")");
        }
        return answer;
    }

    public Operation operation(String id) {
        return document.operations().stream().filter(it -> it.id().equals(id)).findAny().orElseThrow();
    }

    /** Which statuses each operation has answered with. */
    public Map<String, SortedSet<Integer>> seen() {
        return new TreeMap<>(seen);
    }

    /** How many answers of each status. */
    public Map<Integer, Integer> counts() {
        Map<Integer, Integer> counts = new TreeMap<>();
        answers.forEach((status, count) -> counts.put(status, count.get()));
        return counts;
    }

    private static String shortened(String text) {
        return text.length() <= 500 ? text : text.substring(0, 500) + "… (" + text.length() + " characters)";
    }
}
