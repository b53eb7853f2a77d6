package io.countersign.command.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.command.decision.Precondition;
import io.countersign.command.decision.Version;
import io.countersign.rest.error.ApiException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

class IfMatchTest {
    @Test
    void readsNothingAStarAndLists() {
        assertThat(IfMatch.of(MockServerWebExchange.from(MockServerHttpRequest.delete("/x"))))
                .isEqualTo(new Precondition.AnyVersion());
        assertThat(ifMatch("*")).isEqualTo(new Precondition.AnyVersion());
        assertThat(ifMatch("\"3\"")).isEqualTo(new Precondition.OneOf(Set.of(new Version(3))));
        assertThat(ifMatch("\"3\" , \"4\"")).isEqualTo(new Precondition.OneOf(Set.of(new Version(3), new Version(4))));
    }

    @Test
    void whatWeNeverGaveDoesNotMatch() {
        assertThat(ifMatch("\"abc\"")).isEqualTo(new Precondition.OneOf(Set.of()));
        assertThat(ifMatch("W/\"3\"")).isEqualTo(new Precondition.OneOf(Set.of()));
        assertThat(ifMatch("\"99999999999999999999999\"")).isEqualTo(new Precondition.OneOf(Set.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "\"3", "\"3\" \"4\"", "", "\"3\"x"})
    void refusesWhatIsNoListOfTags(String value) {
        assertThatThrownBy(() -> ifMatch(value)).isInstanceOf(ApiException.class);
    }

    private static Precondition ifMatch(String value) {
        return IfMatch.of(MockServerWebExchange.from(MockServerHttpRequest.delete("/x").header("If-Match", value)));
    }
}
