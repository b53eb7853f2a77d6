package io.countersign.standalone.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run has opened, to be closed in reverse order, but what takes requests from outside before all else. Closing may
 * come from another thread in the middle of the start: what is opened after that is closed at once. Guarded by this
 * object's lock.
 */
final class OpenResources implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenResources.class);

    private final Deque<Resource> entrances = new ArrayDeque<>();
    private final Deque<Resource> resources = new ArrayDeque<>();
    private boolean closed;

    private record Resource(String name, AutoCloseable resource) {}

    /** Takes care of a resource that is closed before those added earlier. */
    <T extends AutoCloseable> T add(String name, T resource) {
        return add(resources, name, resource);
    }

    /** Takes care of a resource that is closed before all those added otherwise, whenever they were. */
    <T extends AutoCloseable> T addEntrance(String name, T resource) {
        return add(entrances, name, resource);
    }

    /** Closes all, the last one first; one that fails does not keep the others open. */
    @Override
    public void close() {
        List<Resource> open;
        synchronized (this) {
            closed = true;
            open = Stream.concat(entrances.stream(), resources.stream()).toList();
            entrances.clear();
            resources.clear();
        }
        open.forEach(OpenResources::close);
    }

    private <T extends AutoCloseable> T add(Deque<Resource> to, String name, T resource) {
        synchronized (this) {
            if (!closed) {
                to.push(new Resource(name, resource));
                return resource;
            }
        }
        close(new Resource(name, resource));
        throw new IllegalStateException("stopped while starting");
    }

    private static void close(Resource resource) {
        long start = System.nanoTime();
        try {
            resource.resource().close();
            LOG.info("event=resource_closed resource={} millis={}", resource.name(), (System.nanoTime() - start) / 1_000_000);
        } catch (Exception e) {
            LOG.error("event=resource_close_failed resource={}", resource.name(), e);
        }
    }
}
