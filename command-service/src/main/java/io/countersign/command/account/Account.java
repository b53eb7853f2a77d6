package io.countersign.command.account;

import static io.countersign.command.decision.Decision.accept;
import static io.countersign.command.decision.Decision.refuse;

import io.countersign.command.account.AccountCommand.CreateAccount;
import io.countersign.command.account.AccountCommand.IssueApiKey;
import io.countersign.command.account.AccountCommand.RevokeApiKey;
import io.countersign.command.account.AccountEvent.AccountCreated;
import io.countersign.command.account.AccountEvent.ApiKeyCreated;
import io.countersign.command.account.AccountEvent.ApiKeyRevoked;
import io.countersign.command.decision.Decision;
import io.countersign.command.decision.Refusal;
import io.countersign.command.decision.Version;
import java.time.Instant;
import java.util.List;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/** The state of an account's aggregate. Immutable. */
public sealed interface Account {
    /** Keys that an account may hold at a time. */
    int MAX_API_KEYS = 1_000;

    /** Nothing has happened yet. */
    Account ABSENT = new Absent();

    /** The sequence of the last event. */
    Version version();

    /** What follows from the command at this moment. */
    Decision<AccountEvent> decide(AccountCommand command, Instant now);

    /** The state after one more fact. */
    Account evolve(AccountEvent event);

    /** An account that was never created. */
    record Absent() implements Account {
        @Override
        public Version version() {
            return Version.NONE;
        }

        @Override
        public Decision<AccountEvent> decide(AccountCommand command, Instant now) {
            return switch (command) {
                case CreateAccount create -> accept(List.of(
                        new AccountCreated(create.account(), create.name(), now),
                        new ApiKeyCreated(create.account(), create.firstKey(), now)));
                case IssueApiKey _, RevokeApiKey _ -> refuse(Refusal.NOT_FOUND);
            };
        }

        @Override
        public Account evolve(AccountEvent event) {
            return switch (event) {
                case AccountCreated created -> new Open(created.account(), version().next(), HashTreePMap.empty());
                case ApiKeyCreated _, ApiKeyRevoked _ ->
                    throw new IllegalStateException("the first event of " + event.account().text() + " (expected: AccountCreated)");
            };
        }
    }

    /**
     * An account that exists.
     *
     * @param keys the live keys, each with the version of its creation
     */
    record Open(AccountId id, Version version, PMap<ApiKeyId, Version> keys) implements Account {
        @Override
        public Decision<AccountEvent> decide(AccountCommand command, Instant now) {
            return switch (command) {
                case CreateAccount _ -> refuse(Refusal.ALREADY_EXISTS);
                case IssueApiKey issue -> issue(issue, now);
                case RevokeApiKey revoke -> revoke(revoke, now);
            };
        }

        private Decision<AccountEvent> issue(IssueApiKey command, Instant now) {
            if (keys.size() >= MAX_API_KEYS) {
                return refuse(Refusal.TOO_MANY_API_KEYS);
            }
            if (keys.containsKey(command.key().id())) {
                return refuse(Refusal.ALREADY_EXISTS);
            }
            return accept(new ApiKeyCreated(id, command.key(), now));
        }

        private Decision<AccountEvent> revoke(RevokeApiKey command, Instant now) {
            Version current = keys.get(command.key());
            if (current == null) {
                return refuse(Refusal.NOT_FOUND);
            }
            if (!command.precondition().holdsFor(current)) {
                return refuse(Refusal.VERSION_MISMATCH);
            }
            return accept(new ApiKeyRevoked(id, command.key(), now));
        }

        @Override
        public Account evolve(AccountEvent event) {
            Version next = version.next();
            return switch (event) {
                case AccountCreated _ -> throw new IllegalStateException(id.text() + " created again (expected: once)");
                case ApiKeyCreated created -> new Open(id, next, keys.plus(created.key().id(), next));
                case ApiKeyRevoked revoked -> new Open(id, next, keys.minus(revoked.key()));
            };
        }
    }
}
