package io.countersign.kafka.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    @ParameterizedTest
    @CsvSource({
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00, 00",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, 01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03, 03",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff, 03", // flags that are not known are not passed on
        "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, 01",
        "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-the-future-adds, 01",
    })
    void aWellFormedOneIsReadAndWrittenInOurVersion(String text, String flags) {
        TraceParent trace = TraceParent.parse(text).orElseThrow();

        assertThat(trace.text()).isEqualTo("00-" + TRACE + "-" + PARENT + "-" + flags);
        assertThat(trace.isSampled()).isEqualTo(!flags.equals("00"));
        assertThat(TraceParent.parse(trace.text())).contains(trace);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more", // version 00 has no more
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 ",
        "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.more",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0af7651916cd43dd8448eb211c80319-cb7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
        "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n",
        "00-\u0660af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    })
    void anyOtherFormIsNone(String text) {
        assertThat(TraceParent.parse(text)).isEmpty();
    }

    @Test
    void aTextWithoutEndIsNone() {
        assertThat(TraceParent.parse("01-" + TRACE + "-" + PARENT + "-01-" + "a".repeat(100_000))).isEmpty();
    }

    @Test
    void aChildIsAnotherPartOfTheSameTrace() {
        TraceParent client = TraceParent.parse("00-" + TRACE + "-" + PARENT + "-01").orElseThrow();

        TraceParent ours = client.child();

        assertThat(ours.traceId()).isEqualTo(TRACE);
        assertThat(ours.parentId()).isNotEqualTo(PARENT);
        assertThat(ours.isSampled()).isTrue();
    }

    @Test
    void oursDifferAndAreNotSampled() {
        Set<String> traces = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            TraceParent trace = TraceParent.begin();
            assertThat(TraceParent.parse(trace.text())).contains(trace);
            assertThat(trace.isSampled()).isFalse();
            traces.add(trace.traceId());
        }
        assertThat(traces).hasSize(1_000);
    }

    @Test
    void idsThatWouldBeMalformedAreRefused() {
        assertThatThrownBy(() -> new TraceParent("0".repeat(32), PARENT, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TraceParent(TRACE, "\n" + "a".repeat(15), 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRecordCarriesItsTraceOnAndNothingElse() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("other", new byte[] {1});
        TraceParent first = TraceParent.begin();
        TraceParent second = TraceParent.begin();
        TraceHeader.set(headers, first);
        TraceHeader.set(headers, second);

        assertThat(TraceHeader.carriedOn(headers)).hasSize(1);
        assertThat(TraceHeader.of(TraceHeader.carriedOn(headers))).contains(second);
    }

    @Test
    void aRecordWithoutATraceOrWithABrokenOneHasNone() {
        RecordHeaders none = new RecordHeaders();
        RecordHeaders broken = new RecordHeaders();
        broken.add(TraceParent.HEADER, "00-x".getBytes(ISO_8859_1));
        RecordHeaders empty = new RecordHeaders();
        empty.add(TraceParent.HEADER, null);

        assertThat(TraceHeader.of(none)).isEmpty();
        assertThat(TraceHeader.of(broken)).isEmpty();
        assertThat(TraceHeader.of(empty)).isEmpty();
        assertThat(TraceHeader.carriedOn(broken)).isEmpty();
    }
}
