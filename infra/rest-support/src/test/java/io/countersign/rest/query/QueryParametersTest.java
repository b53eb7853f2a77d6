package io.countersign.rest.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.keysets.TokenKeyset;
import io.countersign.rest.error.ApiException;
import io.countersign.rest.error.FieldReason;
import io.countersign.rest.token.Cursors;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

class QueryParametersTest {
    private static final String LIST = "credentials/trunk_a";

    @TempDir
    private Path folder;

    private Cursors cursors;

    @BeforeEach
    void keyset() {
        cursors = new Cursors(TokenKeyset.loadOrCreate(folder.resolve("token.keyset")));
    }

    @Test
    void goodParametersAreRead() {
        QueryParameters parameters = parameters("limit=1000&after=" + cursors.format(LIST, "cred_1")
                + "&since=2026-04-09T10:35:00Z&until=2026-04-09T12:35:00%2B02:00&username=pbx%2D1");

        assertThat(parameters.limit()).isEqualTo(1000);
        assertThat(parameters.after(cursors, LIST)).contains("cred_1");
        assertThat(parameters.instant("since")).contains(Instant.parse("2026-04-09T10:35:00Z"));
        assertThat(parameters.instant("until")).contains(Instant.parse("2026-04-09T10:35:00Z"));
        assertThat(parameters.text("username", 64)).contains("pbx-1");
        assertThat(parameters.text("reason", 64)).isEmpty();
        parameters.done();
    }

    @Test
    void withoutParametersThereAreDefaults() {
        QueryParameters parameters = parameters("");

        assertThat(parameters.limit()).isEqualTo(100);
        assertThat(parameters.after(cursors, LIST)).isEmpty();
        parameters.done();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "limit=0                 | limit    | must be a whole number from 1 to 1000",
        "limit=1001              | limit    | must be a whole number from 1 to 1000",
        "limit=-1                | limit    | must be a whole number from 1 to 1000",
        "limit=abc               | limit    | must be a whole number from 1 to 1000",
        "limit=99999999999999999 | limit    | must be a whole number from 1 to 1000",
        "limit=                  | limit    | must be a whole number from 1 to 1000",
        "limit                   | limit    | must be a whole number from 1 to 1000",
        "limit=1&limit=2         | limit    | must be given once",
        "after=abc               | after    | must be the next of an earlier answer of this list, unchanged",
        "since=yesterday         | since    | must be a time such as 2026-04-09T10:35:00Z",
        "since=2026-13-01T00:00:00Z | since | must be a time such as 2026-04-09T10:35:00Z",
        "since=%2B999999999-01-01T00:00:00Z | since | must be a time of the years 0000 to 9999",
        "since=-999999999-01-01T00:00:00Z | since | must be a time of the years 0000 to 9999",
        "since=9999-12-31T23:59:59-18:00 | since | must be a time of the years 0000 to 9999",
        "since=%2B999999999-12-31T23:59:59-18:00 | since | must be a time such as 2026-04-09T10:35:00Z",
        "username=               | username | must have 1 to 64 characters",
        "username=a%00b          | username | must have at most 1024 characters and no control characters",
        "usrname=a               | usrname  | is not known here",
    })
    void aBadParameterIsNamed(String query, String field, String reason) {
        QueryParameters parameters = parameters(query.strip());
        parameters.limit();
        parameters.after(cursors, LIST);
        parameters.instant("since");
        parameters.text("username", 64);

        ApiException refusal = catchThrowableOfType(ApiException.class, parameters::done);
        assertThat(refusal.details()).containsExactly(new FieldReason(field, reason));
    }

    @Test
    void aCursorOfAnotherListIsRefused() {
        QueryParameters parameters = parameters("after=" + cursors.format("credentials/trunk_b", "cred_1"));

        assertThat(parameters.after(cursors, LIST)).isEmpty();
        assertThat(catchThrowableOfType(ApiException.class, parameters::done)).isNotNull();
    }

    private static QueryParameters parameters(String query) {
        URI uri = URI.create("/list" + (query.isEmpty() ? "" : "?" + query));
        return QueryParameters.of(MockServerWebExchange.from(MockServerHttpRequest.method(HttpMethod.GET, uri)));
    }
}
