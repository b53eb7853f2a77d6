package io.countersign.command.secret;

import com.nulabinc.zxcvbn.StandardDictionaries;
import com.nulabinc.zxcvbn.StandardKeyboards;
import com.nulabinc.zxcvbn.Zxcvbn;
import com.nulabinc.zxcvbn.ZxcvbnBuilder;
import com.nulabinc.zxcvbn.matchers.Dictionary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.AbstractMap;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The estimator's own dictionaries as one: each word with its best rank. The score stays the same, because of two matches of
 * one word the estimator takes the one that needs fewer guesses, and those come from the rank alone. But each part of a
 * password is looked up once and not once a dictionary, which is most of what an estimate costs.
 */
final class MergedDictionary extends Dictionary {
    private final Map<String, Integer> ranks;

    private MergedDictionary(Map<String, Integer> ranks) {
        super("merged", List.of());
        this.ranks = new RankedWords(ranks);
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

    /**
     * Most parts of a password are no word. A bit for each word's hash, 128 KiB in all and so near the processor, says it of
     * nine in ten of them without a look into the map, which is not.
     */
    private static final class RankedWords extends AbstractMap<String, Integer> {
        private static final int BITS_LOG = 20;
        private static final int SPREAD = 0x9E3779B9;

        private final Map<String, Integer> ranks;
        private final BitSet hashes = new BitSet(1 << BITS_LOG);

        private RankedWords(Map<String, Integer> ranks) {
            this.ranks = Collections.unmodifiableMap(ranks);
            ranks.keySet().forEach(word -> hashes.set(bitOf(word)));
        }

        @Override
        public boolean containsKey(Object word) {
            return hashes.get(bitOf(word)) && ranks.containsKey(word);
        }

        @Override
        public @Nullable Integer get(Object word) {
            return hashes.get(bitOf(word)) ? ranks.get(word) : null;
        }

        @Override
        public Set<Map.Entry<String, Integer>> entrySet() {
            return ranks.entrySet();
        }

        private static int bitOf(Object word) {
            return (word.hashCode() * SPREAD) >>> (Integer.SIZE - BITS_LOG);
        }
    }
}
