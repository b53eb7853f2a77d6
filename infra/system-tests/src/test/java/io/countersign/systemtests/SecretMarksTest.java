package io.countersign.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The search for leaked secrets finds what is there: otherwise it could not fail. */
class SecretMarksTest {
    private static final List<byte[]> MARKS = SecretMarks.of("bob", "trunk-1.example.org", "Marked-0-7f3a9c51");

    @Test
    void everyFormIsFoundInTheMiddleOfOtherBytes() {
        for (byte[] mark : MARKS) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            content.writeBytes("Mar before".getBytes(UTF_8));
            content.writeBytes(mark);
            content.writeBytes("after".getBytes(UTF_8));

            assertThat(SecretMarks.occurIn(content.toByteArray(), MARKS)).isTrue();
        }
    }

    @Test
    void aPartOfAMarkIsNoMark() {
        assertThat(SecretMarks.occurIn("Marked-0-7f3a9c5".getBytes(UTF_8), MARKS)).isFalse();
    }
}
