package io.countersign.sip.registrar;

import static io.countersign.sip.registrar.RegisteringNode.CREDENTIAL;
import static io.countersign.sip.registrar.RegisteringNode.NOW;
import static io.countersign.sip.registrar.RegisteringNode.PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sip.message.RequestText;
import io.countersign.sip.registrar.BindingChange.Bound;
import io.countersign.sip.registrar.BindingChange.Unbound;
import io.countersign.sip.registrar.UnsentBindings.Taken;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What nodes tell each other of bindings, and what each makes of it (docs/reference/sip.md, Registrar). */
class OtherNodesTest {
    private static final String A = "<sip:alice@192.0.2.10:5062>";
    private static final String B = "<sip:alice@192.0.2.20:5062>";

    private final RegisteringNode one = new RegisteringNode("node-1", "a");
    private final RegisteringNode two = new RegisteringNode("node-2", "b");
    private final BindingLog log = new BindingLog();

    @Test
    void aNewBindingIsToldWithItsNodeAndFlow() {
        one.register(NOW, A + ";q=0.5;expires=600");

        assertThat(log.append(one)).singleElement().isInstanceOfSatisfying(Bound.class, bound -> {
            assertThat(bound.key()).startsWith(RegisteringNode.DOMAIN + "\0alice\0").hasSize(RegisteringNode.DOMAIN.length() + 7 + 32);
            assertThat(bound.contact()).isEqualTo("sip:alice@192.0.2.10:5062");
            assertThat(bound.credentialId()).isEqualTo(CREDENTIAL);
            assertThat(bound.trunkId()).isEqualTo("trunk_abc");
            assertThat(bound.qPerMille()).hasValue(500);
            assertThat(bound.expiresAtSecond()).isEqualTo(NOW + 600);
            assertThat(bound.registeredAtSecond()).isEqualTo(NOW);
            assertThat(bound.incarnation()).isEqualTo(one.incarnation);
            assertThat(bound.flow().remote()).isEqualTo(PHONE);
        });
        assertThat(one.registrar.unsent().size()).isZero();
    }

    @Test
    void aRefreshIsNotToldBeforeAQuarterOfItsTimeAndByHalfOfIt() {
        one.register(NOW, A + ";expires=600");
        log.append(one);

        one.register(NOW + 149, A + ";expires=600");
        assertThat(log.append(one)).isEmpty();
        assertThat(one.registrar.thinned()).isEqualTo(1);
        one.register(NOW + 300, A + ";expires=600");
        assertThat(log.append(one)).singleElement().isInstanceOfSatisfying(Bound.class, bound -> {
            assertThat(bound.expiresAtSecond()).isEqualTo(NOW + 900);
            assertThat(bound.registeredAtSecond()).isEqualTo(NOW);
        });
    }

    @Test
    void aRefreshThatWasPassedOverIsToldLaterBeforeOthersTakeItsTimeForOver() {
        one.register(NOW, A + ";expires=600");
        log.append(one);
        one.register(NOW + 149, A + ";expires=600");

        one.expire(NOW + 149);
        assertThat(log.append(one)).isEmpty();
        one.expire(NOW + 300);
        assertThat(log.append(one)).singleElement().isInstanceOfSatisfying(Bound.class, bound ->
                assertThat(bound.expiresAtSecond()).isEqualTo(NOW + 749));
        one.expire(NOW + 700);
        assertThat(log.append(one)).isEmpty();
    }

    @Test
    void aRefreshThatAsksForMoreTimeIsToldWithinTheTimeThatOthersKnow() {
        one.register(NOW, A + ";expires=60");
        log.append(one);
        one.register(NOW + 14, A + ";expires=3600");
        assertThat(log.append(one)).isEmpty();

        one.expire(NOW + 30);

        assertThat(log.append(one)).singleElement().isInstanceOfSatisfying(Bound.class, bound ->
                assertThat(bound.expiresAtSecond()).isEqualTo(NOW + 14 + 3_600));
    }

    /** Told with others it costs a fraction, and nobody waits for it. */
    @Test
    @Timeout(20)
    void aChangeWakesWhoTellsAndARefreshDoesNot() {
        one.register(NOW, A + ";expires=600");
        one.registrar.unsent().await(Duration.ofHours(1));
        log.append(one);

        one.register(NOW + 300, A + ";expires=600");
        long begin = System.nanoTime();
        one.registrar.unsent().await(Duration.ofMillis(100));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(90));
        assertThat(log.append(one)).hasSize(1);

        one.register(NOW + 301, A + ";expires=0");
        one.registrar.unsent().await(Duration.ofHours(1));
        assertThat(log.append(one)).hasSize(1);
    }

    /** As after an outage: else their refreshes would be told together for ever. */
    @Test
    void bindingsThatCameTogetherAreToldAgainApart() {
        int contacts = Registrar.MAX_CONTACTS;
        for (int i = 0; i < contacts; i++) {
            one.register(NOW, contact(i));
        }
        log.append(one);
        for (int i = 0; i < contacts; i++) {
            one.register(NOW + 149, contact(i));
        }

        List<Integer> eachSecond = IntStream.rangeClosed(150, 300)
                .map(second -> {
                    one.expire(NOW + second);
                    return log.append(one).size();
                })
                .boxed()
                .toList();

        assertThat(eachSecond.stream().mapToInt(Integer::intValue).sum()).isEqualTo(contacts);
        assertThat(eachSecond.stream().mapToInt(Integer::intValue).max().orElseThrow()).isLessThan(contacts / 2);
    }

    private static String contact(int number) {
        return "<sip:alice@192.0.2." + number + ":5062>;expires=600";
    }

    @Test
    void aChangeIsToldAtOnce() {
        one.register(NOW, A + ";expires=600");
        log.append(one);

        one.register(NOW + 1, A + ";expires=600;q=0.1");
        assertThat(log.append(one)).as("q").hasSize(1);
        one.register(NOW + 2, new InetSocketAddress("192.0.2.10", 6000), A + ";expires=600;q=0.1");
        assertThat(log.append(one)).as("flow").hasSize(1);
        one.register(NOW + 3, PHONE, RequestText.register().without("Contact").with("Contact", A + ";q=0.1").with("Path", "<sip:p.example;lr>"));
        assertThat(log.append(one)).as("flow and path").hasSize(1);
        one.register(NOW + 4, PHONE, RequestText.register().without("Contact").with("Contact", A + ";q=0.1;expires=60").with("Path", "<sip:p.example;lr>"));
        assertThat(log.append(one)).as("an earlier end").hasSize(1);
    }

    @Test
    void aRemovalIsToldAndOneThatNobodyKnewIsNot() {
        one.register(NOW, A);
        one.register(NOW, A + ";expires=0");
        assertThat(log.append(one)).isEmpty();
        one.register(NOW, A);
        log.append(one);

        one.register(NOW, A + ";expires=0");

        assertThat(log.append(one)).singleElement().isInstanceOfSatisfying(Unbound.class, unbound ->
                assertThat(unbound.ended()).isEmpty());
    }

    @Test
    void whatKafkaDidNotTakeIsToldAgainInItsNewestState() {
        one.register(NOW, A);
        Taken first = one.registrar.unsent().take(10).getFirst();
        one.register(NOW, A + ";expires=0");
        one.register(NOW, A + ";q=0.3");

        one.registrar.unsent().failed(first);

        assertThat(log.append(one)).singleElement().isInstanceOfSatisfying(Bound.class, bound ->
                assertThat(bound.qPerMille()).hasValue(300));
        one.register(NOW, A + ";expires=0");
        assertThat(log.append(one)).hasSize(1);
    }

    @Test
    void anEndThatKafkaDidNotTakeIsNotForgottenForASuccessorThatNobodyKnew() {
        one.register(NOW, A);
        log.append(one);
        one.register(NOW, A + ";expires=0");
        Taken end = one.registrar.unsent().take(10).getFirst();
        one.register(NOW, A);
        one.register(NOW, A + ";expires=0");

        one.registrar.unsent().failed(end);

        assertThat(log.append(one)).singleElement().isInstanceOf(Unbound.class);
    }

    @Test
    void anAnswerHasTheContactsOfOtherNodes() {
        one.register(NOW, A + ";expires=600;q=0.5");
        log.exchange(one, two);

        two.register(NOW, B);

        assertThat(two.contacts(NOW)).containsExactly(A + ";expires=600;q=0.5", B + ";expires=300");
        assertThat(two.registrar.size()).isEqualTo(1);
        assertThat(two.registrar.elsewhere()).isEqualTo(1);
        assertThat(two.contacts(NOW + 600)).isEmpty();
    }

    @Test
    void tenContactsAreEnoughForAllNodesTogether() {
        for (int i = 0; i < Registrar.MAX_CONTACTS; i++) {
            one.register(NOW, "<sip:alice@192.0.2." + i + ">");
        }
        log.exchange(one, two);

        assertThat(two.register(NOW, A)).isEqualTo(Registration.TOO_MANY_CONTACTS);
        assertThat(two.register(NOW, "<sip:alice@192.0.2.3>")).as("one that moves here").isEqualTo(Registration.DONE);
    }

    @Test
    void aRemovalHoldsAtEveryNode() {
        one.register(NOW, A);
        two.register(NOW, B);
        log.exchange(one, two);

        two.register(NOW, PHONE, RequestText.register().without("Contact").with("Contact", "*").with("Expires", "0"));
        log.exchange(one, two);

        assertThat(one.contacts(NOW)).isEmpty();
        assertThat(one.registrar.size()).isZero();
        assertThat(two.contacts(NOW)).isEmpty();
        assertThat(two.registrar.elsewhere()).isZero();
    }

    @Test
    void aContactThatMovesToAnotherNodeIsItsFromThenOn() {
        one.register(NOW, A + ";expires=60");
        log.exchange(one, two);

        two.register(NOW + 10, A + ";expires=600");
        log.exchange(one, two);

        assertThat(one.registrar.size()).isZero();
        assertThat(one.registrar.elsewhere()).isEqualTo(1);
        assertThat(two.registrar.size()).isEqualTo(1);
        assertThat(two.registrar.elsewhere()).isZero();
        one.expire(NOW + 70);
        assertThat(log.append(one)).isEmpty();
        assertThat(one.contacts(NOW + 70)).containsExactly(A + ";expires=540");
    }

    @Test
    void theEndOfAnOlderBindingOfAContactDoesNotHideTheNewerOne() {
        one.register(NOW, A + ";expires=60");
        log.exchange(one, two);
        two.register(NOW + 60, A + ";expires=600");
        log.append(two);
        one.expire(NOW + 60); // before it heard of that
        log.append(one);
        int heard = log.size() - 2;

        log.deliver(one, heard);
        log.deliver(two, heard);
        log.exchange(one, two);

        assertThat(log.last()).isInstanceOfSatisfying(Bound.class, bound -> assertThat(bound.incarnation()).isEqualTo(two.incarnation));
        assertThat(one.contacts(NOW + 60)).hasSize(1);
        assertThat(two.contacts(NOW + 60)).hasSize(1);
    }

    @Test
    void aRecordFromBeforeItsOwnWordDoesNotTakeABindingAway() {
        one.register(NOW, A);
        log.append(one);
        two.register(NOW, A);
        log.append(two);

        log.deliver(two, 0);
        assertThat(two.registrar.size()).isEqualTo(1);
        log.deliver(one, 0);
        assertThat(one.registrar.size()).isZero();
    }

    @Test
    void bindingsEndWithTheirCredentialWhicheverNodeHasThem() {
        one.register(NOW, A);
        log.exchange(one, two);

        two.endCredential(); // the first one's node may be gone

        assertThat(two.registrar.elsewhere()).isZero();
        assertThat(log.append(two)).singleElement().isInstanceOfSatisfying(Unbound.class, unbound ->
                assertThat(unbound.ended()).isEmpty());
        log.deliver(one, 0);
        assertThat(one.registrar.size()).isZero();
    }

    @Test
    void aNodeEndsWhatItsEarlierRunLeftBehindButNotWhatHasMoved() {
        one.register(NOW, A, B);
        log.exchange(one, two);
        two.register(NOW, B);
        log.append(two);
        RegisteringNode again = new RegisteringNode("node-1", "c");

        log.deliver(again, 0);
        again.registrar.endFormer();

        assertThat(log.append(again)).singleElement().isInstanceOfSatisfying(Unbound.class, unbound ->
                assertThat(unbound.ended()).contains(one.incarnation));
        assertThat(again.contacts(NOW)).containsExactly(B + ";expires=300");
    }

    @Test
    void aNodeThatEndsTakesItsBindingsAlong() {
        one.register(NOW, A);
        log.exchange(one, two);

        one.registrar.close();
        log.exchange(one, two);

        assertThat(two.contacts(NOW)).isEmpty();
    }

    @Test
    void whatANodeThatIsGoneLeftBehindIsClearedByAnotherAfterAWhile() {
        one.register(NOW, A + ";expires=60");
        log.exchange(one, two);

        two.expire(NOW + 119);
        assertThat(two.registrar.elsewhere()).isZero();
        assertThat(log.append(two)).isEmpty();
        two.expire(NOW + 60 + 120);

        assertThat(log.append(two)).singleElement().isInstanceOfSatisfying(Unbound.class, unbound ->
                assertThat(unbound.ended()).contains(one.incarnation));
    }

    @Test
    void itIsNotClearedWhenItsNodeTellsOfItAfterAll() {
        one.register(NOW, A + ";expires=60");
        log.exchange(one, two);
        two.expire(NOW + 61);
        one.register(NOW + 59, A + ";expires=600");
        log.exchange(one, two);

        two.expire(NOW + 200);

        assertThat(log.append(two)).isEmpty();
        assertThat(two.contacts(NOW + 200)).hasSize(1);
    }

    @Test
    void noMoreThanTwiceTheContactsOfACredentialAreKnown() {
        List<RegisteringNode> others = List.of(new RegisteringNode("node-3", "d"), new RegisteringNode("node-4", "e"), two);
        int host = 0;
        for (RegisteringNode other : others) {
            for (int i = 0; i < Registrar.MAX_CONTACTS; i++) {
                other.register(NOW, "<sip:alice@192.0.2." + host++ + ">");
            }
            log.append(other);
        }

        log.deliver(one, 0);

        assertThat(one.registrar.elsewhere()).isEqualTo(Bindings.MAX_KNOWN);
        assertThat(one.register(NOW, A)).isEqualTo(Registration.TOO_MANY_CONTACTS);
    }
}
