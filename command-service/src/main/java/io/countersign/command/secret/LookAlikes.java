package io.countersign.command.secret;

import java.util.List;

/**
 * Characters that stand for letters in a password ("p4$$word"). The estimate tries each combination of those that stand for the
 * same letter, and goes through its dictionaries for each: 700 times for 32 characters that are chosen for it.
 */
final class LookAlikes {
    /** As many are tried: what people write has one or two. */
    static final int MAX_COMBINATIONS = 8;
    /** Those that stand for the same letter, where there are several (zxcvbn's table): a, c, g, i, l, s, t. */
    private static final List<String> SAME_LETTER = List.of("4@", "({[<", "69", "1!|", "1|7", "$5", "+7");

    /** Of them those that mean nothing else; digits also stand in years, dates and sequences. */
    private static final String SYMBOLS = "@({[<!|$+%";
    /** Stand for no letter. */
    private static final String MEANINGLESS = "&*^~_-=;:,";

    private LookAlikes() {}

    /** The text itself, or where there are too many combinations the same with symbols that stand for no letter. */
    static String bounded(String text) {
        return combinations(text) <= MAX_COMBINATIONS ? text : withoutSymbols(text);
    }

    static int combinations(String text) {
        return SAME_LETTER.stream()
                .mapToInt(same -> Math.max(1, Math.toIntExact(same.chars().filter(c -> text.indexOf(c) >= 0).count())))
                .reduce(1, (a, b) -> a * b);
    }

    private static String withoutSymbols(String text) {
        StringBuilder without = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            int symbol = SYMBOLS.indexOf(text.charAt(i));
            if (symbol >= 0) {
                without.setCharAt(i, MEANINGLESS.charAt(symbol));
            }
        }
        return without.toString();
    }
}
