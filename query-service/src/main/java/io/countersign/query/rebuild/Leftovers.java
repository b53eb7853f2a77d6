package io.countersign.query.rebuild;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes from Kafka what a generation that nobody uses any more has left there. Doing it again does no harm. */
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final long TIMEOUT_SECONDS = 10;

    private final Admin admin;

    Leftovers(Admin admin) {
        this.admin = admin;
    }

    /**
     * Removes an application's group and inner topics, and its output.
     *
     * @throws IllegalStateException when Kafka doesn't answer in time
     */
    void remove(String applicationId, Collection<String> outputs) {
        Set<String> existing = InputOffsets.await(admin.listTopics().names());
        List<String> topics = new ArrayList<>(outputs.stream().filter(existing::contains).toList());
        existing.stream().filter(name -> name.startsWith(applicationId + "-")).forEach(topics::add);
        if (!topics.isEmpty()) {
            InputOffsets.await(admin.deleteTopics(topics).all());
            LOG.info("generation.removed application={} topics={}", applicationId, topics);
        }
        try {
            admin.deleteConsumerGroups(List.of(applicationId)).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("generation.group.stays application={} cause={}", applicationId, e.toString()); // gone before, or a member is late
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
