package io.countersign.systemtests.distributed;

import io.countersign.systemtests.cluster.Brokers;
import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.cluster.Cluster.SipInstance;
import io.countersign.systemtests.cluster.Database;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** Two of each service on the Kafka and the PostgreSQL of docker-compose.yml's images, where a Docker engine is. */
class ContainersIT {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void servicesWorkOnTheImagesOfTheDistributedRun() {
        DockerEngine.assumeRunning();
        ComposeFile compose = ComposeFile.read();
        try (KafkaContainer kafka = new KafkaContainer(compose.image("kafka-1")).withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
                PostgreSQLContainer postgresql = new PostgreSQLContainer(
                        DockerImageName.parse(compose.image("postgres")).asCompatibleSubstituteFor("postgres"))) {
            kafka.start();
            postgresql.start();
            Database database = Database.at(postgresql.getJdbcUrl(), postgresql.getUsername(), postgresql.getPassword());
            try (Cluster cluster = Cluster.start(folder, Brokers.at(kafka.getBootstrapServers()), database)) {
                FirstSteps.walk(cluster.apiUrl(), cluster.operatorKey(), cluster.sip().stream().map(SipInstance::sipPort).toList());
            }
        }
    }
}
