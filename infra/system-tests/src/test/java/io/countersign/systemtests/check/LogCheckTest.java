package io.countersign.systemtests.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.systemtests.check.Fact.Change;
import io.countersign.systemtests.check.Read.Written;
import io.countersign.systemtests.check.Request.Kind;
import io.countersign.systemtests.check.Request.Outcome;
import io.countersign.systemtests.check.SipTry.Due;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The checker on hand-made logs: each kind of damage is found, and nothing else. */
class LogCheckTest {
    private static final String TRUNK = "trunk_a";

    private final List<Request> requests = List.of(
            acknowledged(Kind.CREATE_TRUNK, "t-1", TRUNK),
            acknowledged(Kind.CREATE_CREDENTIAL, "c-1", "cred_1"),
            acknowledged(Kind.CREATE_CREDENTIAL, "c-2", "cred_2"),
            acknowledged(Kind.DELETE_CREDENTIAL, "cred_1", "cred_1"),
            new Request(Kind.CREATE_CREDENTIAL, "c-3", new Outcome.Unknown()));
    private final List<Fact> log = new ArrayList<>(List.of(
            fact(1, new Change.TrunkCreated("acc_a", "t-1", "trunk-a.sip.localhost")),
            fact(2, new Change.CredentialCreated("cred_1", "anna", "c-1")),
            fact(3, new Change.CredentialCreated("cred_2", "berta", "c-2")),
            fact(4, new Change.CredentialDeleted("cred_1", "anna"))));

    @Test
    void whatWasAcknowledgedAndIsThereOnceIsClean() {
        assertThat(LogCheck.of(requests, log)).isEqualTo(new LogCheck(4, List.of(), List.of(), List.of(), List.of(), List.of()));
        assertThat(LogCheck.of(requests, log).isClean()).isTrue();
    }

    @Test
    void anUnansweredRequestMayHaveHappened() {
        log.add(fact(5, new Change.CredentialCreated("cred_3", "carla", "c-3")));

        assertThat(LogCheck.of(requests, log).isClean()).isTrue();
    }

    @Test
    void anAcknowledgedRequestThatIsNotInTheLogIsLost() {
        log.removeLast();

        LogCheck check = LogCheck.of(requests, log);

        assertThat(check.lost()).containsExactly("DELETE_CREDENTIAL cred_1 was acknowledged as cred_1");
        assertThat(check.gaps()).isEmpty();
        assertThat(check.isClean()).isFalse();
    }

    @Test
    void anAcknowledgedIdThatIsNotInTheLogIsLostThoughItsTagIsThere() {
        log.set(1, fact(2, new Change.CredentialCreated("cred_9", "anna", "c-1")));

        assertThat(LogCheck.of(requests, log).lost()).containsExactly("CREATE_CREDENTIAL c-1 was acknowledged as cred_1");
    }

    @Test
    void aRequestWithTwoEffectsIsAppliedTwice() {
        log.add(fact(5, new Change.CredentialCreated("cred_3", "carla", "c-3")));
        log.add(fact(6, new Change.CredentialCreated("cred_4", "carla", "c-3")));

        LogCheck check = LogCheck.of(requests, log);

        assertThat(check.twice()).containsExactly("CREATE_CREDENTIAL c-3 is in the log 2 times");
        assertThat(check.gaps()).isEmpty();
    }

    @Test
    void aRepeatedSequenceIsTwice() {
        log.add(log.getLast());

        assertThat(LogCheck.of(requests, log).twice()).anySatisfy(it -> assertThat(it).contains("sequence 4 comes again"));
    }

    @Test
    void aMissingSequenceIsAGap() {
        log.remove(2);

        LogCheck check = LogCheck.of(requests, log);

        assertThat(check.gaps()).containsExactly("trunk_a sequence 4 (expected: 3)");
        assertThat(check.lost()).containsExactly("CREATE_CREDENTIAL c-2 was acknowledged as cred_2");
    }

    @Test
    void aRefusalAndAnEffectThatNobodyAskedForAreFound() {
        log.add(fact(5, new Change.CredentialCreated("cred_5", "dora", "c-5")));
        log.add(fact(6, new Change.CredentialCreated("cred_6", "emma", "c-6")));
        List<Request> more = new ArrayList<>(requests);
        more.add(new Request(Kind.CREATE_CREDENTIAL, "c-6", new Outcome.Refused(409)));

        LogCheck check = LogCheck.of(more, log);

        assertThat(check.refused()).containsExactly("CREATE_CREDENTIAL c-6 was refused with 409");
        assertThat(check.unasked()).hasSize(2);
    }

    @Test
    void aViewThatMissesOrKeepsACredentialDiffers() {
        State view = new State();
        view.trunk(TRUNK, "trunk-a.sip.localhost");
        view.holder(TRUNK, "anna", "cred_1");

        assertThat(State.of(log).differences(view, "view"))
                .containsExactly("view: credentials of trunk_a missing [berta=cred_2], too many [anna=cred_1]");
        view = new State();
        view.trunk(TRUNK, "trunk-a.sip.localhost");
        view.holder(TRUNK, "berta", "cred_2");
        assertThat(State.of(log).differences(view, "view")).isEmpty();
        assertThat(State.of(log).differences(new State(), "view")).hasSize(2);
    }

    @Test
    void aReadThatMissesItsWriteIsStale() {
        assertThat(new Read("cred_1", Written.CREATED, 404).isStale()).isTrue();
        assertThat(new Read("cred_1", Written.CREATED, 200).isStale()).isFalse();
        assertThat(new Read("cred_1", Written.DELETED, 200).isStale()).isTrue();
        assertThat(new Read("cred_1", Written.DELETED, 404).isStale()).isFalse();
        assertThat(new Read("cred_1", Written.CREATED_AND_PERHAPS_DELETED, 404).isStale()).isFalse();
    }

    @Test
    void anAnswerOnSipThatMustNotBeIsWrong() {
        assertThat(attempt(Due.ACCEPTED, false).isWrong()).isTrue();
        assertThat(attempt(Due.REFUSED, true).isWrong()).isTrue();
        assertThat(attempt(Due.REFUSED, false).isWrong()).isFalse();
        assertThat(attempt(Due.EITHER, true).isWrong()).isFalse();
    }

    private static SipTry attempt(Due due, boolean accepted) {
        return new SipTry("sip-1", "cred_1", Instant.EPOCH, true, due, accepted);
    }

    private static Request acknowledged(Kind kind, String tag, String id) {
        return new Request(kind, tag, new Outcome.Acknowledged(id));
    }

    private static Fact fact(long sequence, Change change) {
        return new Fact("event-" + sequence, TRUNK, sequence, change);
    }
}
