package io.countersign.query.peer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.keysets.TokenKeyset;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerSealTest {
    private static final Instant NOW = Instant.parse("2026-04-09T10:35:00Z");
    private static final String ADDRESS = "192.0.2.1:8080";
    private static final byte[] BODY = "{}".getBytes(UTF_8);
    private static final byte[] OTHER = "{ }".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private TokenKeyset keyset;
    private PeerSeal seal;

    @BeforeEach
    void keyset() {
        keyset = TokenKeyset.loadOrCreate(folder.resolve("token.keyset"));
        seal = at(NOW);
    }

    @Test
    void aQuestionIsForOneInstanceAndOneBody() {
        String header = seal.question(ADDRESS, BODY);

        assertThat(seal.verifies(header, ADDRESS, BODY)).isTrue();
        assertThat(seal.verifies(header, "192.0.2.2:8080", BODY)).isFalse();
        assertThat(seal.verifies(header, ADDRESS, OTHER)).isFalse();
        assertThat(seal.question(ADDRESS, BODY)).as("no two alike").isNotEqualTo(header);
    }

    @Test
    void aQuestionIsGoodForHalfAMinute() {
        String header = seal.question(ADDRESS, BODY);

        for (int sign : new int[] {-1, 1}) {
            assertThat(at(NOW.plus(PeerSeal.MAX_AGE.multipliedBy(sign))).verifies(header, ADDRESS, BODY)).isTrue();
            Duration over = PeerSeal.MAX_AGE.plusMillis(1).multipliedBy(sign);
            assertThat(at(NOW.plus(over)).isCurrent(header)).isFalse();
            assertThat(at(NOW.plus(over)).verifies(header, ADDRESS, BODY)).isFalse();
        }
    }

    @Test
    void aChangedHeaderIsNone() {
        String header = seal.question(ADDRESS, BODY);
        for (int i = 0; i < header.length() - 1; i++) { // the last character may hold spare bits
            char other = header.charAt(i) == '1' ? '2' : '1';
            assertThat(seal.verifies(header.substring(0, i) + other + header.substring(i + 1), ADDRESS, BODY)).as("character %d", i).isFalse();
        }
        for (String text : new String[] {"", ".", "..", "%", header + "A", "1.2.3", "9".repeat(5_000)}) {
            assertThat(seal.isCurrent(text)).as(text).isFalse();
        }
    }

    @Test
    void anAnswerIsToOneQuestion() {
        String question = seal.question(ADDRESS, BODY);
        String header = seal.answer(question, BODY);

        assertThat(seal.verifiesAnswer(header, question, BODY)).isTrue();
        assertThat(seal.verifiesAnswer(header, seal.question(ADDRESS, BODY), BODY)).isFalse();
        assertThat(seal.verifiesAnswer(header, question, OTHER)).isFalse();
        assertThat(seal.verifiesAnswer("", question, BODY)).isFalse();
        assertThat(seal.verifiesAnswer("%%%", question, BODY)).isFalse();
        assertThat(seal.verifiesAnswer(question.substring(question.lastIndexOf('.') + 1), question, BODY)).isFalse();
    }

    @Test
    void anotherInstallationsHeaderIsNone() {
        PeerSeal others =
                new PeerSeal(TokenKeyset.loadOrCreate(folder.resolve("other.keyset")), Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(seal.verifies(others.question(ADDRESS, BODY), ADDRESS, BODY)).isFalse();
    }

    private PeerSeal at(Instant now) {
        return new PeerSeal(keyset, Clock.fixed(now, ZoneOffset.UTC));
    }
}
