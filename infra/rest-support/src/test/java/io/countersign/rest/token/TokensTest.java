package io.countersign.rest.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.keysets.TokenKeyset;
import io.countersign.rest.error.ApiException;
import io.countersign.rest.error.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

class TokensTest {
    private static final ConsistencyToken TOKEN = new ConsistencyToken("trunk", "trunk_abcdefghijkl", "acc_abcdefghijkl", 7);

    @TempDir
    private Path folder;

    private TokenKeyset keyset;
    private ConsistencyTokens tokens;
    private Cursors cursors;

    @BeforeEach
    void keyset() {
        keyset = TokenKeyset.loadOrCreate(folder.resolve("token.keyset"));
        tokens = new ConsistencyTokens(keyset);
        cursors = new Cursors(keyset);
    }

    @Test
    void aTokenIsReadBackAndFitsInAHeader() {
        String text = tokens.format(TOKEN);

        assertThat(text).matches("[A-Za-z0-9_-]{1,200}");
        assertThat(tokens.parse(text)).contains(TOKEN);
    }

    @Test
    void aTokenThatWasChangedAnywhereIsNone() {
        String text = tokens.format(TOKEN);
        for (int i = 0; i < text.length() - 1; i++) { // the last character may hold spare bits
            char other = text.charAt(i) == 'A' ? 'B' : 'A';
            assertThat(tokens.parse(text.substring(0, i) + other + text.substring(i + 1))).as("character %d", i).isEmpty();
        }
        assertThat(tokens.parse("")).isEmpty();
        assertThat(tokens.parse("%%%")).isEmpty();
        assertThat(tokens.parse("A".repeat(5_000))).isEmpty();
    }

    @Test
    void aTokenOfAnotherInstallationIsNone() {
        ConsistencyTokens others = new ConsistencyTokens(TokenKeyset.loadOrCreate(folder.resolve("other.keyset")));

        assertThat(tokens.parse(others.format(TOKEN))).isEmpty();
    }

    @Test
    void aCursorServesOnlyTheListItWasMadeFor() {
        String cursor = cursors.format("credentials/trunk_a", "cred_1");

        assertThat(cursors.parse("credentials/trunk_a", cursor)).contains("cred_1");
        assertThat(cursors.parse("credentials/trunk_b", cursor)).isEmpty();
        assertThat(tokens.parse(cursor)).isEmpty();
        assertThat(cursors.parse("credentials/trunk_a", tokens.format(TOKEN))).isEmpty();
    }

    @Test
    void theHeaderMayRepeatAndHoldLists() {
        ConsistencyToken second = new ConsistencyToken("account", "acc_abcdefghijkl", "acc_abcdefghijkl", 1);
        MockServerHttpRequest request = MockServerHttpRequest.get("/")
                .header("Consistency-Token", tokens.format(TOKEN) + ", " + tokens.format(second))
                .header("Consistency-Token", tokens.format(second))
                .build();

        assertThat(tokens.of(MockServerWebExchange.from(request))).containsExactly(TOKEN, second, second);
        assertThat(tokens.of(MockServerWebExchange.from(MockServerHttpRequest.get("/").build()))).isEmpty();
    }

    @Test
    void aBadOrEndlessHeaderIsABadRequestThatNamesIt() {
        for (String header : new String[] {"", "x", tokens.format(TOKEN) + ",", (tokens.format(TOKEN) + ",").repeat(40)}) {
            MockServerWebExchange exchange =
                    MockServerWebExchange.from(MockServerHttpRequest.get("/").header("Consistency-Token", header).build());
            assertThatExceptionOfType(ApiException.class).isThrownBy(() -> tokens.of(exchange)).satisfies(e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
                assertThat(e.details().getFirst().field()).isEqualTo("Consistency-Token");
            });
        }
    }

    @Test
    void aTokenNamesAnEvent() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ConsistencyToken("trunk", "trunk_a", "acc_a", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new ConsistencyToken("trunk", "", "acc_a", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ConsistencyToken("tr unk", "trunk_a", "acc_a", 1));
    }
}
