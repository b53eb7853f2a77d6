package io.countersign.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class StoreHealthTest {
    @Test
    void tellsTheKindOfAFailureAndNothingOfWhereOrWho() {
        JdbcClient nobody = JdbcClient.create(new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:1/store", "somebody", ""));

        Health health = new StoreHealth(nobody).health();

        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails()).isEqualTo(Map.of("error", "CannotGetJdbcConnectionException"));
    }

    @Test
    void doesNotWaitUntilASilentServerIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            JdbcClient nobody = JdbcClient.create(new DriverManagerDataSource(
                    "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/store?socketTimeout=8", "somebody", ""));

            Health health = assertTimeout(Duration.ofSeconds(4), () -> new StoreHealth(nobody).health());

            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails()).isEqualTo(Map.of("error", "Silent"));
        }
    }
}
