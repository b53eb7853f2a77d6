package io.countersign.systemtests.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.systemtests.check.Fact.Change;
import io.countersign.systemtests.check.Read.Seen;
import io.countersign.systemtests.check.Read.Written;
import io.countersign.systemtests.check.Request.Kind;
import io.countersign.systemtests.check.Request.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The checker on hand-made logs: each kind of damage is found, and nothing else. */
class LogCheckTest {
    private static final String TRUNK = "trunk_a";
    private static final String ACCOUNT = "acc_a";
    private static final long SECOND = 1_000_000_000L;

    private final List<Request> requests = List.of(
            acknowledged(Kind.CREATE_ACCOUNT, "a-1", ACCOUNT),
            acknowledged(Kind.CREATE_TRUNK, "t-1", TRUNK),
            acknowledged(Kind.CREATE_CREDENTIAL, "c-1", "cred_1"),
            acknowledged(Kind.CREATE_CREDENTIAL, "c-2", "cred_2"),
            acknowledged(Kind.DELETE_CREDENTIAL, "cred_1", "cred_1"),
            new Request(Kind.CREATE_CREDENTIAL, "c-3", new Outcome.Unknown()),
            acknowledged(Kind.CREATE_API_KEY, "k-1", "key_1"),
            acknowledged(Kind.CREATE_API_KEY, "k-2", "key_2"),
            acknowledged(Kind.REVOKE_API_KEY, "key_1", "key_1"));
    private final List<Fact> log = new ArrayList<>(List.of(
            fact(1, new Change.TrunkCreated("acc_a", "t-1", "trunk-a.sip.localhost")),
            fact(2, new Change.CredentialCreated("cred_1", "anna", "c-1")),
            fact(3, new Change.CredentialCreated("cred_2", "berta", "c-2")),
            fact(4, new Change.CredentialDeleted("cred_1", "anna")),
            ofAccount(1, new Change.AccountCreated("a-1")),
            ofAccount(2, new Change.ApiKeyCreated("key_0", "first key")),
            ofAccount(3, new Change.ApiKeyCreated("key_1", "k-1")),
            ofAccount(4, new Change.ApiKeyCreated("key_2", "k-2")),
            ofAccount(5, new Change.ApiKeyRevoked("key_1"))));

    @Test
    void whatWasAcknowledgedAndIsThereOnceIsClean() {
        assertThat(LogCheck.of(requests, log)).isEqualTo(new LogCheck(8, List.of(), List.of(), List.of(), List.of(), List.of()));
        assertThat(LogCheck.of(requests, log).isClean()).isTrue();
    }

    @Test
    void anUnansweredRequestMayHaveHappened() {
        log.add(fact(5, new Change.CredentialCreated("cred_3", "carla", "c-3")));

        assertThat(LogCheck.of(requests, log).isClean()).isTrue();
    }

    @Test
    void anAcknowledgedRequestThatIsNotInTheLogIsLost() {
        log.remove(3);

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
        log.add(log.get(3));

        assertThat(LogCheck.of(requests, log).twice()).anySatisfy(it -> assertThat(it).contains("trunk_a sequence 4 comes again"));
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
    void aKeyThatIsLostOrThereTwiceOrRevokedByNobodyIsFound() {
        log.remove(7);
        log.add(ofAccount(6, new Change.ApiKeyCreated("key_3", "k-1")));
        log.add(ofAccount(7, new Change.ApiKeyRevoked("key_0")));

        LogCheck check = LogCheck.of(requests, log);

        assertThat(check.lost()).containsExactly("CREATE_API_KEY k-2 was acknowledged as key_2");
        assertThat(check.twice()).containsExactly("CREATE_API_KEY k-1 is in the log 2 times");
        assertThat(check.unasked()).hasSize(1).allMatch(it -> it.contains("REVOKE_API_KEY"));
    }

    @Test
    void aRevocationThatIsNotInTheLogIsLost() {
        log.removeLast();

        assertThat(LogCheck.of(requests, log).lost()).containsExactly("REVOKE_API_KEY key_1 was acknowledged as key_1");
    }

    @Test
    void aViewOrTableThatMissesOrKeepsAKeyDiffers() {
        State view = new State();
        view.key(ACCOUNT, "key_0");
        view.key(ACCOUNT, "key_1");

        assertThat(State.of(log).keyDifferences(view, "view"))
                .containsExactly("view: API keys of acc_a missing [key_2], too many [key_1]");
        view = new State();
        view.key(ACCOUNT, "key_0");
        view.key(ACCOUNT, "key_2");
        assertThat(State.of(log).keyDifferences(view, "view")).isEmpty();
        view.key("acc_b", "key_9");
        assertThat(State.of(log).keyDifferences(view, "view")).containsExactly("view: API keys of acc_b missing [], too many [key_9]");
        assertThat(State.of(log).hasKey(ACCOUNT, "key_2")).isTrue();
        assertThat(State.of(log).hasKey(ACCOUNT, "key_1")).isFalse();
    }

    @Test
    void aReadThatMissesItsWriteIsStale() {
        assertThat(read(Written.CREATED, Seen.NOT_THERE).isStale()).isTrue();
        assertThat(read(Written.CREATED, Seen.THERE).isStale()).isFalse();
        assertThat(read(Written.DELETED, Seen.THERE).isStale()).isTrue();
        assertThat(read(Written.DELETED, Seen.NOT_THERE).isStale()).isFalse();
        assertThat(read(Written.CREATED_AND_PERHAPS_DELETED, Seen.NOT_THERE).isStale()).isFalse();
    }

    @Test
    void aRowThatIsTwiceInAListIsWrongWhateverWasWritten() {
        assertThat(Written.values()).allSatisfy(written -> assertThat(read(written, Seen.OTHERWISE).isStale()).isTrue());
    }

    @Test
    void anAnswerOnSipThatMustNotBeIsWrong() {
        assertThat(attempt(Due.ACCEPTED, false).isWrong()).isTrue();
        assertThat(attempt(Due.REFUSED, true).isWrong()).isTrue();
        assertThat(attempt(Due.REFUSED, false).isWrong()).isFalse();
        assertThat(attempt(Due.EITHER, true).isWrong()).isFalse();
    }

    @Test
    void aKeyThatIsRefusedTooEarlyOrAcceptedTooLongIsWrong() {
        assertThat(keyTry(Due.ACCEPTED, false).isWrong(List.of())).isTrue();
        assertThat(keyTry(Due.REFUSED, true).isWrong(List.of())).isTrue();
        assertThat(keyTry(Due.ACCEPTED, true).isWrong(List.of())).isFalse();
        assertThat(keyTry(Due.EITHER, false).isWrong(List.of())).isFalse();
    }

    @Test
    void onlyWhoWasDeafWithinTheSecondBeforeIsExcused() { // it was sent at 10 s and answered at 11 s
        assertThat(keyTry(Due.REFUSED, true).isWrong(List.of(new Deafness(0, 8 * SECOND)))).isTrue();
        assertThat(keyTry(Due.REFUSED, true).isWrong(List.of(new Deafness(12 * SECOND, 20 * SECOND)))).isTrue();
        assertThat(keyTry(Due.REFUSED, true).isWrong(List.of(new Deafness(0, 9 * SECOND)))).isFalse();
        assertThat(keyTry(Due.REFUSED, true).isWrong(List.of(new Deafness(11 * SECOND, 20 * SECOND)))).isFalse();
        assertThat(keyTry(Due.REFUSED, true).isWrong(List.of(Deafness.always()))).isFalse();
    }

    @Test
    void aReceiptThatIsNotAsDocumentedIsMalformed() {
        assertThat(receipt("wait", "true").isMalformed()).isFalse();
        assertThat(receipt("wait", "false; waiting=sip-1,sip-2").isMalformed()).isFalse();
        assertThat(receipt("wait", "false; waiting=none").isMalformed()).isFalse();
        assertThat(receipt("wait", "false").isMalformed()).isTrue();
        assertThat(receipt("wait", "false; waiting=").isMalformed()).isTrue();
        assertThat(receipt("wait", "true; waiting=sip-1").isMalformed()).isTrue();
        assertThat(receipt("respond-async", "true").isMalformed()).isTrue();
        assertThat(new Receipt("cred_1", Optional.empty(), Optional.of("true")).isMalformed()).isTrue();
        assertThat(new Receipt("cred_1", Optional.of("wait"), Optional.empty()).isMalformed()).isTrue();
        assertThat(receipt("wait", "true").isInForce()).isTrue();
        assertThat(receipt("wait", "false; waiting=sip-1").isInForce()).isFalse();
    }

    private static Read read(Written written, Seen seen) {
        return new Read("cred_1", written, seen, 0);
    }

    private static KeyTry keyTry(Due due, boolean accepted) {
        return new KeyTry("key_1", "QUERY", 10 * SECOND, 11 * SECOND, due, accepted);
    }

    private static Receipt receipt(String applied, String effective) {
        return new Receipt("cred_1", Optional.of(applied), Optional.of(effective));
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

    private static Fact ofAccount(long sequence, Change change) {
        return new Fact("account-event-" + sequence, ACCOUNT, sequence, change);
    }
}
