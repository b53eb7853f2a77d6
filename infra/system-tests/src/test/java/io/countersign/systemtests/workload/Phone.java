package io.countersign.systemtests.workload;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.systemtests.SipUser;
import io.countersign.systemtests.SipUser.NoSipAnswerException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;

/** Shows a credential to one node, by a REGISTER that binds nothing. */
final class Phone {
    private static final int OK = 200;
    private static final Set<Integer> REFUSALS = Set.of(401, 407);

    private Phone() {}

    /** Whether it was let in; nothing when the node didn't answer, or said that it isn't ready. */
    static Optional<Boolean> isAccepted(int sipPort, Credential credential, String password) {
        try (SipUser user = SipUser.overUdp(sipPort, credential.sipDomain())) {
            int status = user.askForBindings(credential.username(), password, DigestAlgorithm.MD5).status();
            if (status != OK && !REFUSALS.contains(status)) {
                return Optional.empty();
            }
            return Optional.of(status == OK);
        } catch (NoSipAnswerException | UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
