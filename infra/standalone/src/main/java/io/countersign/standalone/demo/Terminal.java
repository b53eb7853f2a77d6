package io.countersign.standalone.demo;

import java.io.Console;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the story looks like: a title a step, what was sent with {@code >}, what came back with {@code <}. */
final class Terminal {
    private static final String BOLD = "1";
    private static final String DIM = "2";
    private static final String GREEN = "32";
    private static final String RED = "31";
    private static final String CYAN = "36";

    private final PrintStream out;
    private final boolean colours;
    private int steps;

    private Terminal(PrintStream out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    /** Colours only where a person looks, and not where NO_COLOR is set (no-color.org). */
    static Terminal of(PrintStream out, Map<String, String> environment) {
        boolean person = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        boolean unwanted = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
        return new Terminal(out, person && !unwanted && !dumb);
    }

    void step(String title) {
        out.println();
        out.println(styled(BOLD, ++steps + ". " + title));
    }

    void sent(List<String> lines) {
        lines.forEach(line -> out.println("   " + styled(CYAN, "> ") + line));
    }

    void received(List<String> lines) {
        lines.forEach(line -> out.println("   " + styled(DIM, "< ") + line));
    }

    void good(String text) {
        out.println("   " + styled(GREEN, "ok: ") + text);
    }

    void bad(String text) {
        out.println("   " + styled(RED, "failed: ") + text);
    }

    private String styled(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
