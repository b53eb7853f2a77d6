package io.countersign.query.registration;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A live binding as the API shows it. */
record RegistrationAnswer(
        @JsonProperty("credential_id") String credentialId,
        @JsonProperty("username") String username,
        @JsonProperty("contact") String contact,
        @JsonProperty("q") @Nullable BigDecimal q,
        @JsonProperty("expires_at") Instant expiresAt,
        @JsonProperty("registered_at") Instant registeredAt,
        @JsonProperty("node") String node,
        @JsonProperty("transport") String transport,
        @JsonProperty("source") String source,
        @JsonProperty("user_agent") @Nullable String userAgent) {
    private static final int Q_DECIMALS = 3;

    static RegistrationAnswer of(BindingRow row) {
        return new RegistrationAnswer(
                row.credentialId(),
                row.username(),
                row.contact(),
                row.q() == null ? null : BigDecimal.valueOf(row.q(), Q_DECIMALS).stripTrailingZeros(),
                row.expiresAt(),
                row.registeredAt(),
                row.node(),
                row.transport(),
                row.source(),
                row.userAgent());
    }
}
