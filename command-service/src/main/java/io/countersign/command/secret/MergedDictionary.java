package io.countersign.command.secret;

import com.nulabinc.zxcvbn.StandardDictionaries;
import com.nulabinc.zxcvbn.StandardKeyboards;
import com.nulabinc.zxcvbn.Zxcvbn;
import com.nulabinc.zxcvbn.ZxcvbnBuilder;
import com.nulabinc.zxcvbn.matchers.Dictionary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The estimator's own dictionaries as one: each word with its best rank. The score stays the same, because of two matches of
 * one word the estimator takes the one that needs fewer guesses, and those come from the rank alone. But each part of a
 * password is looked up once and not once a dictionary, which is most of what an estimate costs.
 */
final class MergedDictionary extends Dictionary {
    private final Map<String, Integer> ranks;

    private MergedDictionary(Map<String, Integer> ranks) {
        super("merged", List.of());
        // Most parts of a password are no word: this map sees it at one look, the JDK's immutable ones after several comparisons.
        this.ranks = Collections.unmodifiableMap(new HashMap<>(ranks));
    }

    /** The library's standard estimator on the merged dictionary. */
    static Zxcvbn estimator() {
        try {
            return new ZxcvbnBuilder()
                    .dictionary(merge(StandardDictionaries.loadAllDictionaries()))
                    .keyboards(StandardKeyboards.loadAllKeyboards())
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException("the estimator's dictionaries can't be read", e);
        }
    }

    @Override
    public Map<String, Integer> getRankedDictionary() {
        return ranks;
    }

    private static MergedDictionary merge(List<Dictionary> dictionaries) {
        Map<String, Integer> best = new HashMap<>();
        for (Dictionary dictionary : dictionaries) {
            dictionary.getRankedDictionary().forEach((word, rank) -> best.merge(word, rank, Math::min));
        }
        return new MergedDictionary(best);
    }
}
