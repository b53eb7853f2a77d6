package io.countersign.systemtests.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.systemtests.check.Deafness;
import io.countersign.systemtests.fault.Fault.Allowance;
import io.countersign.systemtests.fault.Fault.Since;
import io.countersign.systemtests.fault.Fault.Victims;
import io.countersign.systemtests.workload.Span;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which fault a wait is put down to, and when it must be over. */
class HappenedTest {
    private final Happened one = happened("one", Since.BEGINNING, 0, 1);
    private final Happened both = happened("both", Since.END, 8, 30);
    private final Happened later = happened("later", Since.BEGINNING, 31, 32);
    private final List<Happened> all = List.of(one, both, later);

    @Test
    void aWaitIsPutDownToTheFirstFaultThatItMayBeOf() {
        assertThat(Happened.causeOf(wait(1, 5), all)).hasValue(one);
        assertThat(one.partOf(wait(1, 5))).isEqualTo(Duration.ofSeconds(4));
        assertThat(Happened.causeOf(wait(7, 30), all)).hasValue(one);
        assertThat(Happened.causeOf(wait(11, 33), all)).hasValue(both);
        assertThat(Happened.causeOf(wait(90, 101), all)).isEmpty();
    }

    @Test
    void whatCameBeforeTheFaultIsNotOfIt() {
        assertThat(one.partOf(wait(-5, 9))).isEqualTo(Duration.ofSeconds(9));
        assertThat(both.partOf(wait(8, 40))).isEqualTo(Duration.ofSeconds(32));
    }

    @Test
    void aRequestHasTenSecondsWhateverIsAway() {
        assertThat(deadline(90)).isEqualTo(100);
        assertThat(deadline(-20)).isEqualTo(-10);
    }

    @Test
    void afterAFaultItHasTenSecondsFromItsBeginningOrFromItsEndWhereNobodyCanServe() {
        assertThat(Happened.deadlineNanos(wait(-5, 9), List.of(one), it -> true)).isEqualTo(nanos(10));
        assertThat(Happened.deadlineNanos(wait(9, 35), List.of(both), it -> true)).isEqualTo(nanos(40));
    }

    @Test
    void aFaultThatBeginsWhenItIsLateAlreadyExcusesNothing() {
        Happened next = happened("next", Since.BEGINNING, 11, 12);

        assertThat(Happened.deadlineNanos(wait(-1, 20), List.of(one, next), it -> true)).isEqualTo(nanos(10));
        assertThat(Happened.deadlineNanos(wait(2, 20), List.of(one, next), it -> true)).as("not late when it began").isEqualTo(nanos(21));
        assertThat(Happened.deadlineNanos(wait(0, 20), List.of(one, next), it -> false)).as("not of what it needs").isEqualTo(nanos(10));
    }

    private long deadline(int began) {
        return Duration.ofNanos(Happened.deadlineNanos(wait(began, began + 50), all, it -> true)).toSeconds();
    }

    @Test
    void aPauseAndKafkasFaultsExcuseWhoDidNotHearOfAChangeAndKillsDoNot() {
        assertThat(of(Victims.QUERY, 0).deafness()).hasValue(new Deafness(nanos(1), nanos(13)));
        assertThat(of(Victims.BROKERS, 1).deafness()).hasValue(new Deafness(nanos(1), nanos(13)));
        assertThat(of(Victims.QUERY, 1).deafness()).isEmpty();
        assertThat(of(Victims.DATABASE, 1).deafness()).isEmpty();
    }

    private static Happened of(Victims victims, int kills) {
        Fault fault = new Fault("any", victims, kills, new Allowance(10, Since.BEGINNING), () -> { });
        return new Happened(fault, nanos(1), nanos(3));
    }

    private static Happened happened(String name, Since since, int began, int ended) {
        return new Happened(
                new Fault(name, Victims.COMMAND, 1, new Allowance(10, since), () -> { }), nanos(began), nanos(ended));
    }

    private static Span wait(int from, int to) {
        return new Span(nanos(from), nanos(to), 1);
    }

    private static long nanos(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
