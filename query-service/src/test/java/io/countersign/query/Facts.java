package io.countersign.query;

import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.event.AccountCreated;
import io.countersign.schemas.event.AccountEventEnvelope;
import io.countersign.schemas.event.Actor;
import io.countersign.schemas.event.ApiKeyCreated;
import io.countersign.schemas.event.ApiKeyRevoked;
import io.countersign.schemas.event.CredentialCreated;
import io.countersign.schemas.event.CredentialDeleted;
import io.countersign.schemas.event.TrunkCreated;
import io.countersign.schemas.event.TrunkEventEnvelope;
import io.countersign.schemas.failure.AuthFailed;
import io.countersign.schemas.failure.AuthFailureCounts;
import io.countersign.schemas.registration.RegistrationRow;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Builders of records as the relay and the nodes write them. */
public final class Facts {
    public static final Instant TIME = Instant.parse("2026-04-09T10:35:00Z");

    private Facts() {}

    public static TrunkEventEnvelope trunkCreated(String trunkId, String accountId) {
        return trunk(trunkId, 1, TrunkCreated.newBuilder()
                .setAccountId(accountId)
                .setName("Office PBX")
                .setAuthType("credential")
                .setSipDomain(domain(trunkId))
                .setDigestAlgorithms(List.of("SHA-256", "MD5"))
                .build());
    }

    public static TrunkEventEnvelope credentialCreated(String trunkId, long sequence, String credentialId, String username) {
        return trunk(trunkId, sequence, CredentialCreated.newBuilder()
                .setCredentialId(credentialId)
                .setUsername(username)
                .setSecretVersion(1)
                .build());
    }

    public static TrunkEventEnvelope credentialDeleted(String trunkId, long sequence, String credentialId, String username) {
        return trunk(trunkId, sequence, CredentialDeleted.newBuilder()
                .setCredentialId(credentialId)
                .setUsername(username)
                .build());
    }

    public static AccountEventEnvelope accountCreated(String accountId, String name) {
        return account(accountId, 1, AccountCreated.newBuilder().setName(name).build());
    }

    public static AccountEventEnvelope apiKeyCreated(String accountId, long sequence, String keyId) {
        return account(accountId, sequence, ApiKeyCreated.newBuilder()
                .setKeyId(keyId)
                .setName("ci")
                .setRole("admin")
                .build());
    }

    public static AccountEventEnvelope apiKeyRevoked(String accountId, long sequence, String keyId) {
        return account(accountId, sequence, ApiKeyRevoked.newBuilder().setKeyId(keyId).build());
    }

    public static AuthFailed.Builder failure(Instant at, String reason) {
        return AuthFailed.newBuilder()
                .setId(UUID.randomUUID().toString())
                .setAt(at)
                .setReason(reason)
                .setUsername("pbx-prod-01")
                .setMethod("REGISTER")
                .setSourceIp("192.0.2.7")
                .setSourcePort(5060)
                .setTransport("udp")
                .setCallId("call-1")
                .setNode("node-1");
    }

    /** A contact of alice, told by the first run of node-1. */
    public static RegistrationRow.Builder registration(String trunkId, String credentialId, String contact) {
        return RegistrationRow.newBuilder()
                .setTrunkId(trunkId)
                .setCredentialId(credentialId)
                .setUsername("alice")
                .setContact(contact)
                .setExpiresAt(Clock.systemUTC().instant().plusSeconds(300).truncatedTo(ChronoUnit.SECONDS))
                .setRegisteredAt(TIME)
                .setNode("node-1")
                .setIncarnation("a")
                .setTransport("udp")
                .setSourceIp("192.0.2.7")
                .setSourcePort(5062)
                .setLocalIp("192.0.2.1")
                .setLocalPort(5060)
                .setConnectionId(0);
    }

    /** The key of such a contact. */
    public static String registrationKey(String trunkId, String username, String contact) {
        return RecordKeys.registration(RecordKeys.authAccount(domain(trunkId), username), "%032x".formatted(contact.hashCode()));
    }

    /** What node-1 counted in one second of a trunk. */
    public static AuthFailureCounts.Builder counts(Instant second, long number) {
        return AuthFailureCounts.newBuilder()
                .setNode("node-1")
                .setIncarnation("0badcafe")
                .setStartedAt(second.minusSeconds(3_600))
                .setNumber(number)
                .setCoveredUntil(second.plusSeconds(1))
                .setEnded(false)
                .setSince(second)
                .setUntil(second.plusSeconds(1))
                .setByReason(Map.of())
                .setUsernames(Map.of())
                .setSources(Map.of());
    }

    public static String domain(String trunkId) {
        return trunkId.replace('_', '-') + ".sip.localhost";
    }

    /** The same event, of now. */
    public static TrunkEventEnvelope now(TrunkEventEnvelope event) {
        return TrunkEventEnvelope.newBuilder(event).setTime(Clock.systemUTC().instant()).build();
    }

    private static TrunkEventEnvelope trunk(String trunkId, long sequence, Object payload) {
        return TrunkEventEnvelope.newBuilder()
                .setId(UUID.randomUUID().toString())
                .setAggregateId(trunkId)
                .setSequence(sequence)
                .setTime(TIME)
                .setActor(Actor.newBuilder().setRole("admin").build())
                .setPayload(payload)
                .build();
    }

    private static AccountEventEnvelope account(String accountId, long sequence, Object payload) {
        return AccountEventEnvelope.newBuilder()
                .setId(UUID.randomUUID().toString())
                .setAggregateId(accountId)
                .setSequence(sequence)
                .setTime(TIME)
                .setActor(Actor.newBuilder().setRole("operator").build())
                .setPayload(payload)
                .build();
    }
}
