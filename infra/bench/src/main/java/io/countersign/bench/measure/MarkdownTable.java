package io.countersign.bench.measure;

import java.util.ArrayList;
import java.util.List;

/** A table that reads well as plain text and as Markdown. Owned by one thread. */
public final class MarkdownTable {
    private final List<List<String>> rows = new ArrayList<>();

    public MarkdownTable(String... headings) {
        rows.add(List.of(headings));
    }

    /** Adds a row with a cell for each heading. */
    public MarkdownTable row(String... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException(cells.length + " cells (expected: " + rows.getFirst().size() + ")");
        }
        rows.add(List.of(cells));
        return this;
    }

    /** Lines with aligned columns, each ended by a line feed. */
    public String text() {
        StringBuilder text = new StringBuilder();
        appendLine(text, rows.getFirst(), ' ');
        appendLine(text, rows.getFirst().stream().map(heading -> "").toList(), '-');
        rows.stream().skip(1).forEach(row -> appendLine(text, row, ' '));
        return text.toString();
    }

    private void appendLine(StringBuilder text, List<String> cells, char filler) {
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            text.append("| ").append(cell).repeat(filler, width(column) - cell.length()).append(' ');
        }
        text.append("|\n");
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
