package io.countersign.standalone.rebuild;

import io.countersign.standalone.demo.ApiClient;
import io.countersign.standalone.demo.ApiClient.Answer;
import io.countersign.standalone.program.ExitCodes;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** One rebuild as lines of text: asked each second, a line for each change. Used by one thread. */
final class RebuildDisplay {
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int FIRST_SERVER_ERROR = 500;
    private static final Duration EACH = Duration.ofSeconds(1);

    /** Services may be restarted meanwhile. */
    private static final Duration SILENCE = Duration.ofMinutes(2);

    private final ApiClient operator;
    private final String target;
    private final String path;
    private final PrintStream out;
    private final PrintStream err;
    private String shown = "";

    RebuildDisplay(ApiClient operator, String target, PrintStream out, PrintStream err) {
        this.operator = operator;
        this.target = target;
        this.path = "/v1/rebuilds/" + URLEncoder.encode(target, StandardCharsets.UTF_8);
        this.out = out;
        this.err = err;
    }

    /** How it stands now. */
    int status() throws IOException {
        Answer answer = operator.get(path);
        if (answer.status() != OK) {
            return refused(answer);
        }
        show(answer.json());
        return ExitCodes.OK;
    }

    /** Gives the running one up. */
    int cancel() throws IOException {
        Answer answer = operator.delete(path);
        if (answer.status() != OK) {
            return refused(answer);
        }
        line("given up; generation " + answer.json().path("generation").asInt() + " goes on");
        return ExitCodes.OK;
    }

    /** Starts one; returns when it serves everywhere, or was given up. */
    int startAndFollow() throws IOException {
        Answer begun = operator.post(path, "");
        if (begun.status() != ACCEPTED) {
            return refused(begun);
        }
        int generation = begun.json().path("next").asInt(begun.json().path("generation").asInt());
        line("generation " + generation + " is being built; generation " + begun.json().path("generation").asInt() + " serves");
        long heardNanos = System.nanoTime();
        while (System.nanoTime() - heardNanos < SILENCE.toNanos()) {
            pause();
            try {
                Answer answer = operator.get(path);
                if (answer.status() >= FIRST_SERVER_ERROR) {
                    show("no answer yet: HTTP " + answer.status());
                    continue;
                }
                heardNanos = System.nanoTime();
                if (answer.status() != OK) {
                    return refused(answer);
                }
                show(answer.json());
                if (isEverywhere(answer.json(), generation)) {
                    return ExitCodes.OK;
                }
                if (isGivenUp(answer.json(), generation)) {
                    err.println("countersign: generation " + generation + " was given up");
                    return ExitCodes.FAILED;
                }
            } catch (IOException e) {
                show("no answer yet: " + e.getMessage());
            }
        }
        err.println("countersign: no answer for " + SILENCE.toMinutes() + " minutes; the rebuild goes on where it can (see: rebuild --status)");
        return ExitCodes.FAILED;
    }

    private static boolean isEverywhere(JsonNode status, int generation) {
        return status.path("generation").asInt() >= generation && status.path("waiting_for").isEmpty();
    }

    private static boolean isGivenUp(JsonNode status, int generation) {
        return status.path("generation").asInt() < generation && status.path("next").asInt(0) != generation;
    }

    private void show(JsonNode status) {
        List<String> parts = new ArrayList<>();
        if (status.path("next").isNumber()) {
            parts.add("generation " + status.path("next").asInt() + " is being built");
            if (status.path("done").isNumber()) {
                parts.add(status.path("done").asLong() + " of " + status.path("total").asLong() + " events, " + status.path("percent").asDouble() + " %");
            }
            if (status.path("eta_seconds").isNumber()) {
                parts.add(status.path("eta_seconds").asLong() + " s to go");
            }
            if (!status.path("application").asString("").equals("RUNNING")) {
                parts.add("its application: " + status.path("application").asString(""));
            }
        } else {
            parts.add("generation " + status.path("generation").asInt() + " serves");
            List<String> waiting = status.path("waiting_for").valueStream().map(node -> node.asString("")).toList();
            if (!waiting.isEmpty()) {
                parts.add("still on a former one: " + String.join(", ", waiting));
            }
        }
        show(String.join(", ", parts));
    }

    private void show(String text) {
        if (!text.equals(shown)) {
            line(text);
            shown = text;
        }
    }

    private void line(String text) {
        out.println(target + ": " + text);
        out.flush();
    }

    private int refused(Answer answer) {
        err.println("countersign: HTTP " + answer.status() + ": " + answer.text("/error/message"));
        return ExitCodes.FAILED;
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(EACH.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
