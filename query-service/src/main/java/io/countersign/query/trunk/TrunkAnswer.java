package io.countersign.query.trunk;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/** A trunk as the API shows it. */
record TrunkAnswer(
        @JsonProperty("id") String id,
        @JsonProperty("name") String name,
        @JsonProperty("auth_type") String authType,
        @JsonProperty("digest_algorithms") List<String> digestAlgorithms,
        @JsonProperty("sip_domain") String sipDomain,
        @JsonProperty("status") String status,
        @JsonProperty("created_at") Instant createdAt) {
    private static final String ACTIVE = "active";

    TrunkAnswer {
        digestAlgorithms = List.copyOf(digestAlgorithms);
    }

    static TrunkAnswer of(TrunkRow row) {
        return new TrunkAnswer(
                row.id(), row.name(), row.authType(), row.digestAlgorithms(), row.sipDomain(), ACTIVE, row.createdAt());
    }
}
