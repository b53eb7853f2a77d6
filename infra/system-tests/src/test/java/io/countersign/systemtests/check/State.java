package io.countersign.systemtests.check;

import io.countersign.systemtests.check.Fact.Change;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Trunks, who holds which username there, and accounts' API keys: by folding the log, or as a view or a table tells it. */
public final class State {
    private final Map<String, String> domains = new TreeMap<>();
    private final Map<String, Map<String, String>> holders = new TreeMap<>();
    private final Map<String, Set<String>> keys = new TreeMap<>();

    /** Folds the log. */
    public static State of(List<Fact> log) {
        State state = new State();
        for (Fact fact : log) {
            switch (fact.change()) {
                case Change.TrunkCreated it -> state.trunk(fact.aggregateId(), it.sipDomain());
                case Change.CredentialCreated it -> state.holder(fact.aggregateId(), it.username(), it.credentialId());
                case Change.CredentialDeleted it -> state.release(fact.aggregateId(), it.username());
                case Change.ApiKeyCreated it -> state.key(fact.aggregateId(), it.keyId());
                case Change.ApiKeyRevoked it -> state.revoke(fact.aggregateId(), it.keyId());
                case Change.AccountCreated _ -> { }
            }
        }
        return state;
    }

    public void trunk(String trunkId, String sipDomain) {
        domains.put(trunkId, sipDomain);
        holders.computeIfAbsent(trunkId, it -> new TreeMap<>());
    }

    public void holder(String trunkId, String username, String credentialId) {
        holders.computeIfAbsent(trunkId, it -> new TreeMap<>()).put(username, credentialId);
    }

    private void release(String trunkId, String username) {
        holders.computeIfAbsent(trunkId, it -> new TreeMap<>()).remove(username);
    }

    public void key(String accountId, String keyId) {
        keys.computeIfAbsent(accountId, it -> new TreeSet<>()).add(keyId);
    }

    private void revoke(String accountId, String keyId) {
        keys.computeIfAbsent(accountId, it -> new TreeSet<>()).remove(keyId);
    }

    /** Whether that account has that key. */
    public boolean hasKey(String accountId, String keyId) {
        return keys.getOrDefault(accountId, Set.of()).contains(keyId);
    }

    /** Whether that credential holds that username. */
    public boolean holds(String trunkId, String username, String credentialId) {
        return credentialId.equals(holders.getOrDefault(trunkId, Map.of()).get(username));
    }

    /** What another picture of the keys says otherwise; {@code whose} names it. */
    public List<String> keyDifferences(State other, String whose) {
        Set<String> accounts = new TreeSet<>(keys.keySet());
        accounts.addAll(other.keys.keySet());
        List<String> differences = new ArrayList<>();
        for (String account : accounts) {
            Set<String> ours = keys.getOrDefault(account, Set.of());
            Set<String> theirs = other.keys.getOrDefault(account, Set.of());
            if (!ours.equals(theirs)) {
                differences.add(whose + ": API keys of " + account + " " + apart(ours, theirs));
            }
        }
        return differences;
    }

    /** What another picture of trunks and credentials says otherwise; {@code whose} names it. */
    public List<String> differences(State other, String whose) {
        List<String> differences = new ArrayList<>();
        if (!domains.equals(other.domains)) {
            differences.add(whose + ": trunks " + apart(domains.keySet(), other.domains.keySet()));
        }
        holders.forEach((trunk, names) -> {
            Map<String, String> theirs = other.holders.getOrDefault(trunk, Map.of());
            if (!names.equals(theirs)) {
                differences.add(whose + ": credentials of " + trunk + " " + apart(names.entrySet(), theirs.entrySet()));
            }
        });
        return differences;
    }

    private static <T> String apart(Set<T> expected, Set<T> actual) {
        Set<T> missing = new LinkedHashSet<>(expected);
        missing.removeAll(actual);
        Set<T> surplus = new LinkedHashSet<>(actual);
        surplus.removeAll(expected);
        return "missing " + missing + ", too many " + surplus;
    }
}
