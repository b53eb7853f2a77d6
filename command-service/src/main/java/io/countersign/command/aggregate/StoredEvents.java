package io.countersign.command.aggregate;

import io.countersign.command.account.AccountEvent;
import io.countersign.command.trunk.TrunkEvent;
import java.util.Map;

/** Reads and writes the stored forms by their logical names: the one table of them. */
public final class StoredEvents {
    private static final Map<String, Class<?>> TYPES = Map.of(
            AccountEventForm.ACCOUNT_CREATED, AccountEvent.AccountCreated.class,
            AccountEventForm.API_KEY_CREATED, AccountEvent.ApiKeyCreated.class,
            AccountEventForm.API_KEY_REVOKED, AccountEvent.ApiKeyRevoked.class,
            TrunkEventForm.TRUNK_CREATED, TrunkEvent.TrunkCreated.class,
            TrunkEventForm.CREDENTIAL_CREATED, TrunkEvent.CredentialCreated.class,
            TrunkEventForm.CREDENTIAL_DELETED, TrunkEvent.CredentialDeleted.class);

    private StoredEvents() {}

    /** The event in that stored text: an {@link AccountEvent} or a {@link TrunkEvent}. */
    public static Object read(StoredText stored) {
        Class<?> type = typeOf(stored.type(), stored.revision());
        return AccountEvent.class.isAssignableFrom(type) ? AccountEventForm.read(stored) : TrunkEventForm.read(stored);
    }

    /** Who caused it, from the stored entries beside it. */
    public static Cause readCause(String json) {
        return Cause.of(JsonFields.parse(json).allTexts());
    }

    static StoredText write(Object event) {
        return switch (event) {
            case AccountEvent account -> AccountEventForm.write(account);
            case TrunkEvent trunk -> TrunkEventForm.write(trunk);
            default -> throw new IllegalArgumentException(event.getClass().getName() + " (expected: an event of an aggregate)");
        };
    }

    static Class<?> typeOf(String name, String revision) {
        Class<?> type = TYPES.get(name);
        if (type == null) {
            throw new UnknownFormException(name, revision);
        }
        return type;
    }

    static Iterable<String> names() {
        return TYPES.keySet();
    }
}
