package io.countersign.sip.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sip.report.FailureSampler.Verdict;
import org.junit.jupiter.api.Test;

class FailureSamplerTest {
    private static final long NOW = 1_795_000_000L;

    private final FailureSampler sampler = new FailureSampler();

    @Test
    void theFirstOfASecondIsTheSample() {
        assertThat(sampler.judge(1, "trunk_a", NOW)).isEqualTo(Verdict.SAMPLE);
        assertThat(sampler.judge(1, "trunk_a", NOW)).isEqualTo(Verdict.REPEATED);
        assertThat(sampler.judge(2, "trunk_a", NOW)).isEqualTo(Verdict.SAMPLE);
        assertThat(sampler.judge(1, "trunk_a", NOW + 1)).isEqualTo(Verdict.SAMPLE);
    }

    @Test
    void anAttackOnOneTrunkLeavesRoomForTheOthers() {
        for (int i = 0; i < FailureSampler.PER_TRUNK_AND_SECOND; i++) {
            assertThat(sampler.judge(i, "trunk_a", NOW)).isEqualTo(Verdict.SAMPLE);
        }

        assertThat(sampler.judge(-1, "trunk_a", NOW)).isEqualTo(Verdict.CROWDED_OUT);
        assertThat(sampler.judge(-2, "trunk_b", NOW)).isEqualTo(Verdict.SAMPLE);
        assertThat(sampler.judge(-1, "trunk_a", NOW + 1)).isEqualTo(Verdict.SAMPLE);
    }

    @Test
    void whatIsKeptIsBounded() {
        int samples = 0;
        for (int i = 0; i < 3 * FailureSampler.PER_SECOND; i++) {
            samples += sampler.judge(i, "trunk_" + i / 10, NOW) == Verdict.SAMPLE ? 1 : 0;
        }

        assertThat(samples).isEqualTo(FailureSampler.PER_SECOND);
    }
}
