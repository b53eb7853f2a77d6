package io.countersign.query.rebuild;

import io.countersign.query.streams.ApplicationPlan;
import io.countersign.query.streams.StreamsApplication;
import io.countersign.schemas.Topic;
import java.util.List;
import java.util.Set;

/** What can be built again from the facts, generation by generation. */
public interface Rebuildable {
    /** Its name in paths and in the topic of steps. */
    String name();

    /** The application of the generation that serves; always this object, whichever generation that is. */
    StreamsApplication serving();

    /** How a generation's application is started. */
    ApplicationPlan plan(int generation, StreamsApplication application);

    /** An application of a generation has ended for good: nothing of it is needed here any more. */
    default void ended(StreamsApplication application) {}

    /** Topics of facts that a generation is made of. */
    Set<Topic> inputs();

    /** Names of the topics between the parts of its application, which it must have passed too. */
    Set<String> innerInputs(int generation);

    /** Topics that a generation's application writes, but for those that Streams makes. */
    List<Topic> outputs(int generation);

    /** Names of those outside that still use a generation before this one. */
    List<String> waitingFor(int generation);
}
