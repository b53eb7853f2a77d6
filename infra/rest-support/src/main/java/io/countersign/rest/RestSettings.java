package io.countersign.rest;

import io.countersign.rest.request.CidrBlock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What every REST surface is told, below {@code countersign}.
 *
 * @param operatorKey {@code COUNTERSIGN_OPERATOR_KEY}; no default
 * @param tokenKeyFile {@code COUNTERSIGN_TOKEN_KEY_FILE}: the token keyset, the same for every service
 * @param trustedProxies {@code COUNTERSIGN_TRUSTED_PROXIES}: networks whose {@code X-Forwarded-For} is believed; none by default
 */
@ConfigurationProperties("countersign")
public record RestSettings(
        String operatorKey,
        Path tokenKeyFile,
        @DefaultValue List<String> trustedProxies,
        @DefaultValue Auth auth,
        @DefaultValue Api api) {

    /**
     * How long what is in memory is believed.
     *
     * @param maxTableAge how long without contact to Kafka what is known is still believed
     */
    public record Auth(@DefaultValue("1h") Duration maxTableAge) {
        public Auth {
            if (maxTableAge.isNegative() || maxTableAge.isZero()) {
                throw new IllegalArgumentException("countersign.auth.max-table-age is " + maxTableAge + " (expected: more than 0)");
            }
        }
    }

    /**
     * What clients may do.
     *
     * @param requestsPerSecond {@code COUNTERSIGN_API_REQUESTS_PER_SECOND}: of one key on this instance; 0 = no limit
     */
    public record Api(@DefaultValue("200") int requestsPerSecond) {
        private static final int MAX = 1_000_000;

        public Api {
            if (requestsPerSecond < 0 || requestsPerSecond > MAX) {
                throw new IllegalArgumentException("countersign.api.requests-per-second (COUNTERSIGN_API_REQUESTS_PER_SECOND) is "
                        + requestsPerSecond + " (expected: 0 to " + MAX + ")");
            }
        }
    }

    public RestSettings {
        if (operatorKey == null || operatorKey.isBlank()) {
            throw new IllegalArgumentException("countersign.operator-key (COUNTERSIGN_OPERATOR_KEY) is missing (expected: 32 or more characters)");
        }
        if (tokenKeyFile == null) {
            throw new IllegalArgumentException("countersign.token-key-file (COUNTERSIGN_TOKEN_KEY_FILE) is missing (expected: a file)");
        }
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** The trusted networks; fails on a text that is none. */
    public List<CidrBlock> trustedNetworks() {
        return trustedProxies.stream().filter(text -> !text.isBlank()).map(text -> CidrBlock.parse(text.strip())).toList();
    }

    @Override
    public String toString() {
        return "RestSettings(redacted)";
    }
}
