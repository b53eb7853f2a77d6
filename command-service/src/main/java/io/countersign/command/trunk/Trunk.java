package io.countersign.command.trunk;

import static io.countersign.command.decision.Decision.accept;
import static io.countersign.command.decision.Decision.refuse;

import io.countersign.command.account.AccountId;
import io.countersign.command.decision.Decision;
import io.countersign.command.decision.Refusal;
import io.countersign.command.decision.Version;
import io.countersign.command.trunk.TrunkCommand.CreateCredential;
import io.countersign.command.trunk.TrunkCommand.CreateTrunk;
import io.countersign.command.trunk.TrunkCommand.DeleteCredential;
import io.countersign.command.trunk.TrunkEvent.CredentialCreated;
import io.countersign.command.trunk.TrunkEvent.CredentialDeleted;
import io.countersign.command.trunk.TrunkEvent.TrunkCreated;
import java.time.Instant;

/** The state of a trunk's aggregate: the trunk and the credentials that are its members. Immutable. */
public sealed interface Trunk {
    /** Nothing has happened yet. */
    Trunk ABSENT = new Absent();

    /** The sequence of the last event. */
    Version version();

    /** What follows from the command at this moment. */
    Decision<TrunkEvent> decide(TrunkCommand command, Instant now);

    /** The state after one more fact. */
    Trunk evolve(TrunkEvent event);

    /** A trunk that was never created. */
    record Absent() implements Trunk {
        @Override
        public Version version() {
            return Version.NONE;
        }

        @Override
        public Decision<TrunkEvent> decide(TrunkCommand command, Instant now) {
            return switch (command) {
                case CreateTrunk create -> accept(new TrunkCreated(
                        create.trunk(), create.account(), create.name(), create.authType(), create.domain(),
                        create.algorithms(), now));
                case CreateCredential _, DeleteCredential _ -> refuse(Refusal.NOT_FOUND);
            };
        }

        @Override
        public Trunk evolve(TrunkEvent event) {
            return switch (event) {
                case TrunkCreated created ->
                    new Open(created.trunk(), created.account(), created.domain(), version().next(), Credentials.NONE);
                case CredentialCreated _, CredentialDeleted _ ->
                    throw new IllegalStateException("the first event of " + event.trunk().text() + " (expected: TrunkCreated)");
            };
        }
    }

    /** A trunk that exists. */
    record Open(TrunkId id, AccountId account, SipDomain domain, Version version, Credentials credentials) implements Trunk {
        @Override
        public Decision<TrunkEvent> decide(TrunkCommand command, Instant now) {
            if (!command.account().equals(account)) {
                return refuse(Refusal.NOT_FOUND);
            }
            return switch (command) {
                case CreateTrunk _ -> refuse(Refusal.ALREADY_EXISTS);
                case CreateCredential create -> create(create, now);
                case DeleteCredential delete -> delete(delete, now);
            };
        }

        private Decision<TrunkEvent> create(CreateCredential command, Instant now) {
            if (credentials.holds(command.username())) {
                return refuse(Refusal.USERNAME_TAKEN);
            }
            if (credentials.isFull()) {
                return refuse(Refusal.TRUNK_FULL);
            }
            if (credentials.find(command.credential()).isPresent()) {
                return refuse(Refusal.ALREADY_EXISTS);
            }
            return accept(new CredentialCreated(
                    id, command.credential(), command.username(), command.description(), SecretVersion.FIRST, now));
        }

        private Decision<TrunkEvent> delete(DeleteCredential command, Instant now) {
            return credentials
                    .find(command.credential())
                    .map(credential -> command.precondition().holdsFor(credential.version())
                            ? accept((TrunkEvent) new CredentialDeleted(id, credential.id(), credential.username(), now))
                            : Decision.<TrunkEvent>refuse(Refusal.VERSION_MISMATCH))
                    .orElse(refuse(Refusal.NOT_FOUND));
        }

        @Override
        public Trunk evolve(TrunkEvent event) {
            Version next = version.next();
            return switch (event) {
                case TrunkCreated _ -> throw new IllegalStateException(id.text() + " created again (expected: once)");
                case CredentialCreated created -> with(
                        next,
                        credentials.plus(
                                new Credential(created.credential(), created.username(), created.secret(), next)));
                case CredentialDeleted deleted -> with(next, credentials.minus(deleted.credential()));
            };
        }

        private Open with(Version next, Credentials changed) {
            return new Open(id, account, domain, next, changed);
        }
    }
}
