package io.countersign.query.auth;

import io.countersign.query.auth.AuthEntry.Holder;
import io.countersign.query.auth.AuthEntry.Removed;
import io.countersign.query.auth.AuthEntry.Trunk;
import io.countersign.query.auth.AuthOutcome.Row;
import io.countersign.query.auth.AuthOutcome.Write;
import io.countersign.query.event.Delivery;
import io.countersign.query.event.MissingCreationException;
import io.countersign.query.event.TrunkEvent;
import io.countersign.query.event.TrunkFact;
import io.countersign.query.event.VersionGapException;
import io.countersign.schemas.auth.AuthAccountRow;
import io.countersign.schemas.auth.AuthPolicyRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From a trunk's event to rows of the auth table. Pure and idempotent.
 *
 * <p>An event that was folded before changes nothing and sends the current row of its username again, or the tombstone
 * when nobody holds it. Each event is folded exactly once (ADR 0027); one comes again when an operator sets the position back.
 * A username that was used again since keeps the row of its new holder.
 *
 * <p>Account rows come first, the policy row last: its version says that every row up to it is there. For that reason a
 * repeated event sends it only when it is the last one that was folded; the rows of those after it may still be missing.
 */
final class AuthFold {
    private AuthFold() {}

    /** @throws VersionGapException when events before this one are missing */
    static AuthOutcome fold(AuthState state, TrunkEvent event) {
        Optional<Trunk> known = state.trunk(event.trunkId());
        long version = known.map(Trunk::version).orElse(0L);
        return switch (Delivery.of(event.trunkId(), version, event.sequence())) {
            case NEXT -> apply(known, event);
            case REPEATED -> repeat(known.orElseThrow(), state, event);
        };
    }

    private static AuthOutcome apply(Optional<Trunk> known, TrunkEvent event) {
        return switch (event.fact()) {
            case TrunkFact.Created fact -> {
                Trunk trunk = new Trunk(
                        event.sequence(), fact.accountId(), fact.sipDomain(), fact.authType(), fact.digestAlgorithms());
                yield outcome(event, trunk, List.of(), List.of());
            }
            case TrunkFact.CredentialAdded fact -> {
                Trunk trunk = after(known, event);
                Holder holder = new Holder(fact.credentialId(), List.of(fact.secretVersion()), event.sequence());
                Write write = new Write(AuthEntryKey.username(event.trunkId(), fact.username()), Optional.of(holder));
                yield outcome(event, trunk, List.of(write), List.of(row(event, trunk, fact.username(), Optional.of(holder))));
            }
            case TrunkFact.CredentialRemoved fact -> {
                Trunk trunk = after(known, event);
                Write release = new Write(AuthEntryKey.username(event.trunkId(), fact.username()), Optional.empty());
                Write marker = new Write(
                        AuthEntryKey.credential(event.trunkId(), fact.credentialId()),
                        Optional.of(new Removed(event.sequence())));
                yield outcome(
                        event,
                        trunk,
                        List.of(release, marker),
                        List.of(row(event, trunk, fact.username(), Optional.empty())));
            }
        };
    }

    private static AuthOutcome repeat(Trunk trunk, AuthState state, TrunkEvent event) {
        List<Row> rows = new ArrayList<>(switch (event.fact()) {
            case TrunkFact.Created fact -> List.<Row>of();
            case TrunkFact.CredentialAdded fact -> List.of(current(trunk, state, event, fact.username()));
            case TrunkFact.CredentialRemoved fact -> List.of(current(trunk, state, event, fact.username()));
        });
        if (event.sequence() == trunk.version()) {
            rows.add(policy(event.trunkId(), trunk));
        }
        return new AuthOutcome(List.of(), rows);
    }

    /** The trunk as it is after the event; a history that doesn't begin with the trunk's creation stops the partition. */
    private static Trunk after(Optional<Trunk> known, TrunkEvent event) {
        return known.orElseThrow(() -> new MissingCreationException(event.trunkId()))
                .at(event.sequence());
    }

    private static AuthOutcome outcome(TrunkEvent event, Trunk trunk, List<Write> writes, List<Row> accounts) {
        List<Write> allWrites = new ArrayList<>(writes);
        allWrites.add(new Write(AuthEntryKey.trunk(event.trunkId()), Optional.of(trunk)));
        List<Row> rows = new ArrayList<>(accounts);
        rows.add(policy(event.trunkId(), trunk));
        return new AuthOutcome(allWrites, rows);
    }

    private static Row current(Trunk trunk, AuthState state, TrunkEvent event, String username) {
        return row(event, trunk, username, state.holder(event.trunkId(), username));
    }

    private static Row row(TrunkEvent event, Trunk trunk, String username, Optional<Holder> holder) {
        return new Row(
                AuthTableKey.account(event.trunkId(), trunk.sipDomain(), username),
                holder.map(it -> AuthAccountRow.newBuilder()
                        .setAccountId(trunk.accountId())
                        .setTrunkId(event.trunkId())
                        .setCredentialId(it.credentialId())
                        .setSecretVersions(it.secretVersions())
                        .setTrunkVersion(it.version())
                        .build()));
    }

    private static Row policy(String trunkId, Trunk trunk) {
        return new Row(
                AuthTableKey.policy(trunkId, trunk.sipDomain()),
                Optional.of(AuthPolicyRow.newBuilder()
                        .setAccountId(trunk.accountId())
                        .setTrunkId(trunkId)
                        .setAuthType(trunk.authType())
                        .setDigestAlgorithms(trunk.digestAlgorithms())
                        .setTrunkVersion(trunk.version())
                        .build()));
    }
}
