package io.countersign.sip.report;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which failures become samples (sip.md): the first of each (trunk, username, source, reason) in a second, and at most
 * {@value #PER_TRUNK_AND_SECOND} of a trunk in a second. Bounded: what is kept is one second's, and no more than
 * {@value #PER_SECOND} of it.
 *
 * <p>Shared by all workers, guarded by its monitor; only failures come here.
 */
public final class FailureSampler {
    static final int PER_TRUNK_AND_SECOND = 100;
    static final int PER_SECOND = 4_096;

    private final Set<Long> seen = new HashSet<>();
    private final Map<String, Integer> ofTrunk = new HashMap<>();
    private long second = Long.MIN_VALUE;

    /** What becomes of a failure. */
    public enum Verdict {
        SAMPLE,
        /** Another one like it was sampled in this second. */
        REPEATED,
        /** Its trunk, or the node, has had enough samples in this second. */
        CROWDED_OUT
    }

    /**
     * Decides about one failure.
     *
     * @param hash keyed hash of trunk, username, source and reason
     * @param trunk key of its samples
     */
    public synchronized Verdict judge(long hash, String trunk, long nowSecond) {
        if (nowSecond != second) {
            second = nowSecond;
            seen.clear();
            ofTrunk.clear();
        }
        if (seen.contains(hash)) {
            return Verdict.REPEATED;
        }
        int samples = ofTrunk.getOrDefault(trunk, 0);
        if (samples >= PER_TRUNK_AND_SECOND || seen.size() >= PER_SECOND) {
            return Verdict.CROWDED_OUT;
        }
        seen.add(hash);
        ofTrunk.put(trunk, samples + 1);
        return Verdict.SAMPLE;
    }
}
