package io.countersign.command.aggregate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.command.account.AccountEvent.AccountCreated;
import io.countersign.command.account.AccountEvent.ApiKeyCreated;
import io.countersign.command.account.AccountEvent.ApiKeyRevoked;
import io.countersign.command.account.AccountId;
import io.countersign.command.account.ApiKey;
import io.countersign.command.account.ApiKeyId;
import io.countersign.command.account.ApiKeyRole;
import io.countersign.command.account.DisplayName;
import io.countersign.command.trunk.AlgorithmPreference;
import io.countersign.command.trunk.AuthType;
import io.countersign.command.trunk.CredentialId;
import io.countersign.command.trunk.Description;
import io.countersign.command.trunk.SecretVersion;
import io.countersign.command.trunk.SipDomain;
import io.countersign.command.trunk.TrunkEvent.CredentialCreated;
import io.countersign.command.trunk.TrunkEvent.CredentialDeleted;
import io.countersign.command.trunk.TrunkEvent.TrunkCreated;
import io.countersign.command.trunk.TrunkId;
import io.countersign.command.trunk.Username;
import io.countersign.kafka.trace.TraceParent;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.axonframework.serialization.SimpleSerializedType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The stored forms are frozen: what an approved file holds was written once and must be read for ever. */
class StoredEventsTest {
    private static final Instant AT = Instant.parse("2026-04-09T10:35:00.125Z");
    private static final AccountId ACCOUNT = new AccountId("acc_000000000001");
    private static final TrunkId TRUNK = new TrunkId("trunk_000000000001");
    private static final CredentialId CREDENTIAL = new CredentialId("cred_000000000001");
    private static final Username PBX = new Username("pbx-prod-01");

    static List<Object> events() {
        return List.of(
                new AccountCreated(ACCOUNT, new DisplayName("Example \"Ltd\""), AT),
                new ApiKeyCreated(
                        ACCOUNT, new ApiKey(new ApiKeyId("key_000000000001"), new DisplayName("ci"), ApiKeyRole.READ), AT),
                new ApiKeyRevoked(ACCOUNT, new ApiKeyId("key_000000000001"), AT),
                new TrunkCreated(
                        TRUNK, ACCOUNT, new DisplayName("office"), AuthType.CREDENTIAL,
                        new SipDomain("trunk-000000000001.sip.localhost"), AlgorithmPreference.DEFAULT, AT),
                new CredentialCreated(
                        TRUNK, CREDENTIAL, PBX, Optional.of(new Description("lobby")), SecretVersion.FIRST, AT),
                new CredentialDeleted(TRUNK, CREDENTIAL, PBX, AT));
    }

    @ParameterizedTest
    @MethodSource("events")
    void isWrittenAsApproved(Object event) throws IOException {
        StoredText stored = StoredEvents.write(event);

        assertThat(stored.json()).isEqualTo(approved(stored));
    }

    @ParameterizedTest
    @MethodSource("events")
    void isReadFromTheApprovedForm(Object event) throws IOException {
        StoredText stored = StoredEvents.write(event);

        assertThat(StoredEvents.read(new StoredText(stored.type(), stored.revision(), approved(stored)))).isEqualTo(event);
    }

    @Test
    void everyNameHasAnApprovedForm() {
        Set<String> approved = new HashSet<>();
        events().forEach(event -> approved.add(StoredEvents.write(event).type()));

        assertThat(StoredEvents.names()).containsExactlyInAnyOrderElementsOf(approved);
    }

    @Test
    void noNameIsThatOfAClass() {
        assertThat(StoredEvents.names()).allMatch(name -> name.matches("[a-z]+(-[a-z]+)+"));
    }

    @Test
    void whatIsUnknownIsRefusedInsteadOfPassedOver() {
        assertThatThrownBy(() -> StoredEvents.read(new StoredText("credential-renamed", "1", "{}")))
                .isInstanceOf(UnknownFormException.class);
        assertThatThrownBy(() -> StoredEvents.read(new StoredText(TrunkEventForm.CREDENTIAL_DELETED, "2", "{}")))
                .isInstanceOf(UnknownFormException.class);
        assertThatThrownBy(() -> new EventSerializer().classForType(new SimpleSerializedType("credential-renamed", "1")))
                .isInstanceOf(UnknownFormException.class);
    }

    @Test
    void theCauseIsReadBack() {
        Cause cause = new Cause(
                Optional.of("key_000000000001"),
                "admin",
                Optional.of("192.0.2.1"),
                Optional.of("r1"),
                TraceParent.parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        String json = new EventSerializer().serialize(cause.metaData(), String.class).getData();

        assertThat(StoredEvents.readCause(json)).isEqualTo(cause);
        assertThat(Stream.of(json)).allMatch(text -> text.startsWith("{\"key_id\""));
    }

    private static String approved(StoredText stored) throws IOException {
        String name = "/approved/" + stored.type() + "." + stored.revision() + ".json";
        try (InputStream in = StoredEventsTest.class.getResourceAsStream(name)) {
            assertThat(in).as("%s with %s", name, stored.json()).isNotNull();
            return in == null ? "" : new String(in.readAllBytes(), UTF_8).strip();
        }
    }
}
