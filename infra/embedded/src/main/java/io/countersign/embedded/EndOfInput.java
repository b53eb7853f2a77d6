package io.countersign.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stop of a child that ends in order once its input ends, as it also does when its parent dies. */
public final class EndOfInput {
    private static final Logger LOG = LoggerFactory.getLogger(EndOfInput.class);

    private EndOfInput() {}

    /** Ends the child's input and waits for its end; one that still runs after that time, or can't be told, is killed. */
    public static void stop(String name, Process child, Duration patience) {
        try {
            child.getOutputStream().close();
            if (!child.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("event=child_killed child={} pid={} reason=still_running waited={}", name, child.pid(), patience);
                child.destroyForcibly();
            }
        } catch (IOException e) {
            LOG.warn("event=child_killed child={} pid={} reason=input_not_closed", name, child.pid(), e);
            child.destroyForcibly();
        } catch (InterruptedException e) {
            LOG.warn("event=child_killed child={} pid={} reason=interrupted", name, child.pid());
            child.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
