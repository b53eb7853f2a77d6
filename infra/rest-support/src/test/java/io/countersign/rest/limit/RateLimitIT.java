package io.countersign.rest.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.rest.RestSurface;
import io.countersign.rest.key.ApiKey;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One request a second and key, on a real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RateLimitIT {
    private static final String OWN = "/v1/account/acc_aaaaaaaaaaaa/trunks";
    private static final String FOREIGN = "/v1/account/acc_bbbbbbbbbbbb/trunks";
    private static final int MANY = 50;

    private RestSurface surface;

    @BeforeAll
    void start(@TempDir Path folder) {
        surface = RestSurface.start(folder, "--countersign.api.requests-per-second=1");
    }

    @AfterAll
    void stop() {
        surface.close();
    }

    @Test
    void whoSendsTooMuchIsRefusedWithTheTimeToWaitAndCounted() throws Exception {
        String key = surface.issue("acc_aaaaaaaaaaaa", "read").exportText();
        double before = limited();

        HttpResponse<String> first = surface.get(OWN, key);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("RateLimit-Limit")).contains("2");
        assertThat(first.headers().firstValue("RateLimit-Remaining")).contains("1");
        assertThat(first.headers().firstValue("RateLimit-Reset")).contains("1");
        assertThat(first.headers().firstValue("Retry-After")).isEmpty();

        HttpResponse<String> refused = untilRefused(OWN, key);
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(refused.body()).isEqualTo("{\"error\":{\"code\":\"RATE_LIMITED\",\"message\":"
                + "\"This key sends too many requests. Wait as long as Retry-After says.\",\"details\":[]}}");
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.headers().firstValue("RateLimit-Limit")).contains("2");
        assertThat(refused.headers().firstValue("RateLimit-Remaining")).contains("0");
        assertThat(refused.headers().firstValue("RateLimit-Reset")).contains("2");
        assertThat(limited()).isGreaterThanOrEqualTo(before + 1);

        String other = surface.issue("acc_aaaaaaaaaaaa", "read").exportText();
        assertThat(surface.get(OWN, other).statusCode()).as("another key of the account").isEqualTo(200);
    }

    @Test
    void theRateComesBeforeTheAccountAndCountsWhatIsRefusedLater() throws Exception {
        String key = surface.issue("acc_aaaaaaaaaaaa", "read").exportText();

        assertThat(surface.get(FOREIGN, key).statusCode()).isEqualTo(404);
        assertThat(untilRefused(FOREIGN, key).statusCode()).isEqualTo(429);
    }

    @Test
    void noKeyNoLimit() throws Exception {
        String unknownId = ApiKey.generate(new SecureRandom()).exportText();
        for (int i = 0; i < MANY; i++) {
            HttpResponse<String> open = surface.get("/openapi.json", "none");
            assertThat(open.statusCode()).isEqualTo(200);
            assertThat(open.headers().firstValue("RateLimit-Limit")).isEmpty();
            assertThat(surface.get(OWN, unknownId.substring(1)).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void theOperatorIsFree() throws Exception {
        for (int i = 0; i < MANY; i++) {
            HttpResponse<String> response = surface.get(OWN, RestSurface.OPERATOR);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("RateLimit-Limit")).isEmpty();
        }
    }

    /** The bucket holds two and gets one a second: the third request within a second is one too many. */
    private HttpResponse<String> untilRefused(String path, String key) throws Exception {
        for (int i = 0; i < MANY; i++) {
            HttpResponse<String> response = surface.get(path, key);
            if (response.statusCode() == 429) {
                return response;
            }
        }
        throw new AssertionError("never refused in " + MANY + " requests");
    }

    private double limited() {
        return surface.bean(MeterRegistry.class).get("countersign.api.rate.limited").counter().count();
    }
}
