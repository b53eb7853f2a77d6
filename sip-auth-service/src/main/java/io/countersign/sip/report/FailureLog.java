package io.countersign.sip.report;

import io.countersign.schemas.Topics;
import io.countersign.sip.challenge.KeyedHash;
import io.countersign.sip.decision.FailureListener;
import io.countersign.sip.decision.FailureReason;
import io.countersign.sip.decision.RequestContext;
import java.util.concurrent.atomic.LongAdder;

/**
 * A worker's way to Kafka: each failure is counted ({@link CountsPublisher}), and the few that the sampler picks are told whole
 * ({@link FailurePublisher}). Owned by one worker; sampler and publishers are shared.
 */
public final class FailureLog implements FailureListener {
    private final FailureSampler sampler;
    private final FailurePublisher publisher;
    private final KeyedHash hash;
    private final LongAdder crowdedOut;
    private final FailureCounter counter;

    /** @param hashKey the same for all workers of a node */
    public FailureLog(FailureSampler sampler, FailurePublisher publisher, CountsPublisher counts, byte[] hashKey, LongAdder crowdedOut) {
        this.sampler = sampler;
        this.publisher = publisher;
        this.hash = new KeyedHash(hashKey);
        this.crowdedOut = crowdedOut;
        this.counter = counts.newCounter();
    }

    @Override
    public void failed(RequestContext context, FailureReason reason) {
        counter.count(context, reason);
        if (reason.isSampled()) {
            sample(context, reason);
        }
    }

    private void sample(RequestContext context, FailureReason reason) {
        String trunk = context.trunkIdOr(Topics.UNKNOWN_TRUNK);
        switch (sampler.judge(hashOf(context, trunk, reason), trunk, context.nowSecond())) {
            case SAMPLE -> publisher.publish(context.sample(reason));
            case REPEATED -> {
                // one like it was told in this second
            }
            case CROWDED_OUT -> crowdedOut.increment();
        }
    }

    private long hashOf(RequestContext context, String trunk, FailureReason reason) {
        hash.begin().update(reason.code().hashCode()).update(trunk.hashCode());
        byte[] address = context.source().addressBytes();
        hash.update(address, 0, address.length);
        return context.hashUsername(hash).finish().first();
    }
}
