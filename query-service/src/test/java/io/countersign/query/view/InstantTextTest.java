package io.countersign.query.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InstantTextTest {
    private static final long YEAR_0 = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    private static final long YEAR_9999 = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    @Test
    void whatInstantWritesIsReadBackAtEveryPrecision() {
        Random random = new Random(4711);
        int[] units = {1, 1_000, 1_000_000, 1_000_000_000};
        for (int i = 0; i < 10_000; i++) {
            int unit = units[i % units.length];
            Instant instant = Instant.ofEpochSecond(
                    random.nextLong(YEAR_0, YEAR_9999), random.nextInt(1_000_000_000) / unit * (long) unit);
            assertThat(InstantText.parse(instant.toString())).isEqualTo(instant);
        }
    }

    @Test
    void otherFormsAreReadAsInstantReadsThem() {
        for (String text : new String[] {
            "2024-02-29T12:00:00.1Z", "2026-01-01T00:00:00.Z", "2026-01-01T24:00:00Z", "+12026-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "2026-01-01t00:00:00z"
        }) {
            assertThat(InstantText.parse(text)).as(text).isEqualTo(Instant.parse(text));
        }
    }

    @Test
    void whatIsNoInstantIsRefused() {
        for (String text : new String[] {
            "", "Z", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-01-01T25:00:00Z", "2026-01-01T00:61:00Z", "2026-01-01 00:00:00Z",
            "2026-01-01T00:00:00.1234567890Z", "2026-01-01T00:00:0xZ", "2026-01-01T00:00:00"
        }) {
            assertThatThrownBy(() -> InstantText.parse(text)).as(text).isInstanceOf(DateTimeException.class);
        }
    }
}
