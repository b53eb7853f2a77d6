package io.countersign.bench.measure;

import java.util.Optional;

/**
 * The part of {@code /proc/<pid>/stat} that says who started a process and how much CPU it has used (proc(5)).
 *
 * @param userTicks CPU time in user mode, in clock ticks
 * @param systemTicks CPU time in kernel mode, in clock ticks
 */
public record ProcessStat(long pid, long parent, long userTicks, long systemTicks) {
    /** Positions after the closing parenthesis of the command name, which may itself hold blanks and parentheses. */
    private static final int PARENT = 1;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    /** Reads one line of the kernel's; empty when it has another form. */
    public static Optional<ProcessStat> parse(String line) {
        int open = line.indexOf('(');
        int close = line.lastIndexOf(')');
        if (open < 1 || close < open || close + 2 > line.length()) {
            return Optional.empty();
        }
        String[] fields = line.substring(close + 2).split(" ", SYSTEM_TICKS + 2);
        if (fields.length <= SYSTEM_TICKS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ProcessStat(
                    Long.parseLong(line.substring(0, open).strip()),
                    Long.parseLong(fields[PARENT]),
                    Long.parseLong(fields[USER_TICKS]),
                    Long.parseLong(fields[SYSTEM_TICKS])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
