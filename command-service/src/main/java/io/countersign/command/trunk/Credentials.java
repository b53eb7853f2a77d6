package io.countersign.command.trunk;

import java.util.Collection;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * The credentials of a trunk by id, and their usernames. Persistent: a change shares all but a path of the former maps,
 * so it costs the same at 10,000 as at 10, and a copy for the memory of snapshots costs nothing.
 */
public final class Credentials {
    /** Credentials that a trunk may hold at a time. */
    public static final int MAX = 10_000;

    public static final Credentials NONE = new Credentials(HashTreePMap.empty(), HashTreePMap.empty());

    private final PMap<CredentialId, Credential> byId;
    private final PMap<Username, CredentialId> byUsername;

    private Credentials(PMap<CredentialId, Credential> byId, PMap<Username, CredentialId> byUsername) {
        this.byId = byId;
        this.byUsername = byUsername;
    }

    public boolean holds(Username username) {
        return byUsername.containsKey(username);
    }

    public boolean isFull() {
        return byId.size() >= MAX;
    }

    public int size() {
        return byId.size();
    }

    public Optional<Credential> find(CredentialId id) {
        return Optional.ofNullable(byId.get(id));
    }

    public Collection<Credential> all() {
        return byId.values();
    }

    Credentials plus(Credential credential) {
        return new Credentials(byId.plus(credential.id(), credential), byUsername.plus(credential.username(), credential.id()));
    }

    Credentials minus(CredentialId id) {
        Credential gone = byId.get(id);
        return gone == null ? this : new Credentials(byId.minus(id), byUsername.minus(gone.username()));
    }

    /** The same credentials as were in a stored snapshot. */
    public static Credentials of(Collection<Credential> credentials) {
        Credentials result = NONE;
        for (Credential credential : credentials) {
            result = result.plus(credential);
        }
        return result;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Credentials that && byId.equals(that.byId);
    }

    @Override
    public int hashCode() {
        return byId.hashCode();
    }

    @Override
    public String toString() {
        return "Credentials(" + byId.size() + ")";
    }
}
