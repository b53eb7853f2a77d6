package io.countersign.schemas;

import io.countersign.schemas.Topic.Placement;
import io.countersign.schemas.Topic.Retention;
import java.util.List;

/** The catalogue: the only place where a topic is named. Created at start; the real settings are checked against it. */
public final class Topics {
    /** Facts about accounts; key: account id; {@code AccountEventEnvelope}. */
    public static final Topic ACCOUNT_EVENTS = facts("account.events.v1");

    /** Facts about trunks and their credentials; key: trunk id; {@code TrunkEventEnvelope}. */
    public static final Topic TRUNK_EVENTS = facts("trunk.events.v1");

    /** Sealed secrets; key: {@link RecordKeys#secret}; partition of the trunk; {@code SealedSecret}, tombstones. */
    public static final Topic CREDENTIAL_SECRETS =
            new Topic("credential.secrets.v1", Placement.PARTITIONED, Retention.COMPACT_BOUNDED, true);

    /** How far the relay is; key: {@link #RELAY_KEY}; {@code RelayPosition}, in the relay's transaction. */
    public static final Topic RELAY_POSITION = new Topic("relay.position.v1", Placement.SINGLE, Retention.COMPACT, true);

    public static final String RELAY_KEY = "relay";

    /** The live generation of the auth table; key: {@link #GENERATION_KEY}; {@code AuthGeneration}. */
    public static final Topic AUTH_GENERATION = new Topic("auth.generation.v1", Placement.SINGLE, Retention.COMPACT, false);

    public static final String GENERATION_KEY = "live";

    /** Steps of rebuilds; key: {@link #REBUILD_AUTH_TABLE} or {@link #REBUILD_VIEWS}; {@code RebuildStep}. */
    public static final Topic REBUILDS = new Topic("query.rebuilds.v1", Placement.SINGLE, Retention.UNLIMITED, false);

    public static final String REBUILD_AUTH_TABLE = "auth-table";

    public static final String REBUILD_VIEWS = "views";

    /** Hashes of API keys; key: key id; {@code ApiKeyRow}, tombstones. Written by the relay. */
    public static final Topic API_KEYS = new Topic("auth.api-keys.v1", Placement.SINGLE, Retention.COMPACT, false);

    /** Refused requests, samples and counts; key: trunk id or {@link #UNKNOWN_TRUNK}; {@code AuthFailed}, {@code AuthFailureCounts}. */
    public static final Topic AUTH_FAILURES =
            new Topic("sip.auth-failures.v1", Placement.PARTITIONED, Retention.THIRTY_DAYS, false);

    public static final String UNKNOWN_TRUNK = "_unknown";

    /**
     * Where credentials can be reached; key: {@link RecordKeys#registration}; partition of the trunk; {@code RegistrationRow},
     * tombstones with {@link #CREDENTIAL_HEADER} and, where a binding has ended by itself, {@link #ENDED_HEADER}.
     */
    public static final Topic REGISTRATIONS = new Topic("sip.registrations.v1", Placement.PARTITIONED, Retention.COMPACT, false);

    /** Of a tombstone of {@link #REGISTRATIONS}: the id of the credential. */
    public static final String CREDENTIAL_HEADER = "credential";

    /**
     * Of a tombstone of {@link #REGISTRATIONS}: {@link RecordKeys#incarnation} of the node whose binding has ended; that of
     * another one, under the same key, lives on. Without it the binding was removed, whosever it is.
     */
    public static final String ENDED_HEADER = "ended";

    /** What each node has applied; key: node; {@code NodePosition}. */
    public static final Topic NODE_POSITIONS = new Topic("sip.node-positions.v1", Placement.SINGLE, Retention.COMPACT, false);

    /** Lock-outs; key: {@link RecordKeys#lockout}; {@code LockoutRow}, tombstones. Written by the node that locks, followed by all. */
    public static final Topic LOCKOUTS = new Topic("sip.lockouts.v1", Placement.SINGLE, Retention.COMPACT_TWO_DAYS, false);

    /** Last use and last failure of credentials; key: credential id; {@code AuthUsage}, tombstones. */
    public static final Topic AUTH_USAGE = new Topic("sip.auth-usage.v1", Placement.PARTITIONED, Retention.COMPACT, false);

    private Topics() {}

    /**
     * One generation of the auth table; key: {@link RecordKeys#authAccount} or {@link RecordKeys#authPolicy}; partition
     * of the trunk; {@code AuthAccountRow} or {@code AuthPolicyRow}, tombstones.
     */
    public static Topic authTable(int generation) {
        if (generation < 1) {
            throw new IllegalArgumentException("generation " + generation + " (expected: 1 or more)");
        }
        return new Topic("auth.table.v1.g" + generation, Placement.PARTITIONED, Retention.COMPACT, false);
    }

    /** Every topic that has no generation; those of the auth table are brought about by who writes them. */
    public static List<Topic> all() {
        return List.of(
                ACCOUNT_EVENTS,
                TRUNK_EVENTS,
                CREDENTIAL_SECRETS,
                RELAY_POSITION,
                AUTH_GENERATION,
                REBUILDS,
                API_KEYS,
                AUTH_FAILURES,
                REGISTRATIONS,
                NODE_POSITIONS,
                LOCKOUTS,
                AUTH_USAGE);
    }

    private static Topic facts(String name) {
        return new Topic(name, Placement.PARTITIONED, Retention.UNLIMITED, true);
    }
}
