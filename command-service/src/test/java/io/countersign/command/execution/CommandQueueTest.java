package io.countersign.command.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class CommandQueueTest {
    private final CommandQueue queue = new CommandQueue(8);

    @Test
    void whoeverCameFirstIsNextAlsoAfterWaitingForItsAggregate() throws Exception {
        CommandQueue.Turn first = offer("trunk_a");
        CommandQueue.Turn second = offer("trunk_a");
        CommandQueue.Turn third = offer("trunk_b");
        CommandQueue.Turn fourth = offer("trunk_c");
        assertThat(queue.take()).isSameAs(first);
        assertThat(queue.take()).isSameAs(third);

        queue.leave(first);

        assertThat(queue.take()).isSameAs(second);
        assertThat(queue.take()).isSameAs(fourth);
    }

    @Test
    void ofOneAggregateOneIsAtWorkAndTheOthersDelayNobody() throws Exception {
        CommandQueue.Turn first = offer("trunk_a");
        CommandQueue.Turn second = offer("trunk_a");
        CommandQueue.Turn other = offer("trunk_b");
        assertThat(queue.take()).isSameAs(first);
        assertThat(queue.take()).isSameAs(other);
        CompletableFuture<CommandQueue.Turn> next = CompletableFuture.supplyAsync(this::take);

        assertThatThrownBy(() -> next.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        queue.leave(first);

        assertThat(next.get(5, TimeUnit.SECONDS)).isSameAs(second);
        assertThat(queue.inside()).isEqualTo(2);
    }

    @Test
    void whoGivesUpLeavesItsPlaceToOthersWhereverItWaited() throws Exception {
        CommandQueue.Turn ready = offer("trunk_a");
        CommandQueue.Turn behind = offer("trunk_a");
        CommandQueue.Turn last = offer("trunk_a");

        queue.leave(behind);
        queue.leave(ready);

        assertThat(queue.inside()).isEqualTo(1);
        assertThat(queue.waiting()).containsExactly(last);
        assertThat(queue.take()).isSameAs(last);
        queue.leave(last);
        assertThat(queue.inside()).isZero();
    }

    @Test
    void thereIsRoomForSoManyWhetherTheyWaitOrWork() throws Exception {
        for (int i = 0; i < 8; i++) {
            offer("trunk_" + i % 3);
        }
        Turn late = new Turn("trunk_late");
        assertThat(queue.offer(late)).isFalse();

        CommandQueue.Turn next = take();
        assertThat(queue.offer(late)).isFalse();
        queue.leave(next);

        assertThat(queue.offer(late)).isTrue();
    }

    @Test
    void afterItsCloseThoseInsideAreLetOutAndNobodyIn() throws Exception {
        CommandQueue.Turn first = offer("trunk_a");
        CommandQueue.Turn second = offer("trunk_a");
        queue.close();

        assertThat(queue.offer(new Turn("trunk_b"))).isFalse();
        assertThat(queue.take()).isSameAs(first);
        CompletableFuture<CommandQueue.Turn> idle = CompletableFuture.supplyAsync(this::take);
        queue.leave(first);
        CommandQueue.Turn taken = idle.get(5, TimeUnit.SECONDS);
        assertThat(taken).isSameAs(second);
        queue.leave(taken);
        assertThat(queue.take()).isNull();
    }

    private CommandQueue.Turn offer(String aggregateId) {
        CommandQueue.Turn turn = new Turn(aggregateId);
        assertThat(queue.offer(turn)).isTrue();
        return turn;
    }

    private CommandQueue.Turn take() {
        try {
            CommandQueue.Turn next = queue.take();
            if (next == null) {
                throw new IllegalStateException("closed");
            }
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Turn extends CommandQueue.Turn {
        private Turn(String aggregateId) {
            super(aggregateId);
        }

        @Override
        void come() {}

        @Override
        void giveUp() {}
    }
}
