package io.countersign.sip.report;

import io.countersign.schemas.Topics;
import io.countersign.sip.account.TrunkPolicy;
import io.countersign.sip.challenge.KeyedHash;
import io.countersign.sip.decision.FailureListener;
import io.countersign.sip.decision.FailureReason;
import io.countersign.sip.decision.RequestContext;
import java.util.concurrent.atomic.LongAdder;

/** A worker's way to {@link FailurePublisher}: most failures end at the sampler. Owned by one worker; sampler and counts are shared. */
public final class FailureLog implements FailureListener {
    private final FailureSampler sampler;
    private final FailurePublisher publisher;
    private final KeyedHash hash;
    private final LongAdder crowdedOut;

    /** @param hashKey the same for all workers of a node */
    public FailureLog(FailureSampler sampler, FailurePublisher publisher, byte[] hashKey, LongAdder crowdedOut) {
        this.sampler = sampler;
        this.publisher = publisher;
        this.hash = new KeyedHash(hashKey);
        this.crowdedOut = crowdedOut;
    }

    @Override
    public void failed(RequestContext context, FailureReason reason) {
        String trunk = context.trunk().map(TrunkPolicy::trunkId).orElse(Topics.UNKNOWN_TRUNK);
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
        context.username().ifPresent(name -> hash.update(name.array(), name.offset(), name.length()));
        return hash.finish().first();
    }
}
