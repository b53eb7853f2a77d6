package io.countersign.systemtests.workload;

import io.countersign.systemtests.check.Due;
import io.countersign.systemtests.check.SipTry;
import io.countersign.systemtests.cluster.Cluster.SipInstance;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Phones at one node: they know what it must answer. One thread uses it. */
final class Phones {
    private static final int WRONG_PASSWORD_PERCENT = 10;

    private final SipInstance node;
    private final Journal journal;
    private final Random random;
    private final Set<String> acceptedHere = new HashSet<>();
    /** After it had been accepted: a refusal before that may only say that the credential hasn't arrived yet. */
    private final Set<String> refusedAfterwards = new HashSet<>();

    Phones(SipInstance node, Journal journal, Random random) {
        this.node = node;
        this.journal = journal;
        this.random = random;
    }

    void step() {
        journal.anyCredential(random).ifPresent(credential -> {
            if (random.nextInt(100) < WRONG_PASSWORD_PERCENT) {
                Instant began = Instant.now();
                answer(credential, credential.password() + " not").ifPresent(accepted ->
                        journal.tried(new SipTry(node.name(), credential.id(), began, false, Due.REFUSED, accepted)));
            } else {
                register(credential);
            }
        });
    }

    private void register(Credential credential) {
        String id = credential.id();
        boolean inForceBefore = journal.isInForce(id) || acceptedHere.contains(id);
        boolean deletedBefore = journal.isDeleted(id);
        boolean endInForceBefore = journal.isEndInForce(id) || refusedAfterwards.contains(id);
        Instant began = Instant.now();
        answer(credential, credential.password()).ifPresent(accepted -> {
            journal.tried(new SipTry(node.name(), id, began, true, due(id, inForceBefore, endInForceBefore), accepted));
            if (accepted) {
                acceptedHere.add(id);
            } else if (deletedBefore && acceptedHere.contains(id)) {
                refusedAfterwards.add(id);
            }
        });
    }

    private Due due(String id, boolean inForceBefore, boolean endInForceBefore) {
        if (!journal.isDeletionBegun(id) && inForceBefore) {
            return Due.ACCEPTED;
        }
        return endInForceBefore ? Due.REFUSED : Due.EITHER;
    }

    private Optional<Boolean> answer(Credential credential, String password) {
        Optional<Boolean> accepted = Phone.isAccepted(node.sipPort(), credential, password);
        if (accepted.isEmpty()) {
            journal.unansweredOnSip();
        }
        return accepted;
    }
}
