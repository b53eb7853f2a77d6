package io.countersign.command;

import io.countersign.kafka.KafkaSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the command-service is told, below {@code countersign}.
 *
 * @param node {@code COUNTERSIGN_NODE}: names this instance
 * @param masterKeyFile {@code COUNTERSIGN_MASTER_KEY_FILE}: seals secrets; no default
 */
@ConfigurationProperties("countersign")
record CommandSettings(String node, KafkaSettings kafka, Postgres postgres, @Nullable Path masterKeyFile, Sip sip) {

    CommandSettings {
        if (node == null || node.isBlank()) {
            throw new IllegalArgumentException("countersign.node (COUNTERSIGN_NODE) is missing (expected: a name)");
        }
        if (masterKeyFile == null) {
            throw new IllegalArgumentException("countersign.master-key-file (COUNTERSIGN_MASTER_KEY_FILE) is missing (expected: a file)");
        }
        if (kafka == null || postgres == null || sip == null) {
            throw new IllegalArgumentException(
                    "countersign.kafka, countersign.postgres or countersign.sip is missing (expected: see command-service.yaml)");
        }
    }

    /**
     * Where PostgreSQL is.
     *
     * @param poolSize connections of this instance: two more than commands that work at a time
     */
    record Postgres(String url, String username, @DefaultValue("") String password, @DefaultValue("10") int poolSize) {
        private static final int MIN_POOL = 3;

        Postgres {
            if (url == null || !url.startsWith("jdbc:postgresql:")) {
                throw new IllegalArgumentException(
                        "countersign.postgres.url (COUNTERSIGN_POSTGRES_URL) is missing (expected: jdbc:postgresql://host/database)");
            }
            if (poolSize < MIN_POOL) {
                throw new IllegalArgumentException(
                        "countersign.postgres.pool-size is " + poolSize + " (expected: " + MIN_POOL + " or more)");
            }
        }

        @Override
        public String toString() {
            return "Postgres(" + url + ", redacted)";
        }
    }

    /**
     * About SIP.
     *
     * @param domain {@code COUNTERSIGN_SIP_DOMAIN}: what trunks' domains end with
     */
    record Sip(@DefaultValue("sip.localhost") String domain) {}
}
