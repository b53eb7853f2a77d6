package io.countersign.sip.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.schemas.AvroDeserializer;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.registration.RegistrationRow;
import io.countersign.sip.message.Transport;
import io.countersign.sip.registrar.BindingChange.Bound;
import io.countersign.sip.registrar.Flow;
import io.countersign.sip.registrar.Incarnation;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationRowsTest {
    private static final String KEY = RecordKeys.registration(RecordKeys.authAccount("trunk-abc.sip.example.com", "alice"), "0".repeat(32));
    private static final AvroDeserializer<RegistrationRow> ROWS = new AvroDeserializer<>(RegistrationRow.class);

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aBindingComesBackAsItWasTold(Transport transport) {
        Bound bound = bound(transport, "2001:db8::7", OptionalInt.of(500), Optional.of("<sip:p.example;lr>"), Optional.of("Phone/1.0"));

        RegistrationRow row = ROWS.fromBytes(AvroSerializer.toBytes(RegistrationRows.row(bound)));

        assertThat(row.getUsername()).isEqualTo("alice");
        assertThat(RegistrationRows.bound(KEY, row)).isEqualTo(bound);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7", "::1"})
    void whatIsNotThereStaysSo(String address) {
        Bound bound = bound(Transport.UDP, address, OptionalInt.empty(), Optional.empty(), Optional.empty());

        assertThat(RegistrationRows.bound(KEY, RegistrationRows.row(bound))).isEqualTo(bound);
    }

    @Test
    void aRowOfALaterBuildIsNoneOfOurs() {
        RegistrationRow ours = RegistrationRows.row(bound(Transport.UDP, "192.0.2.7", OptionalInt.empty(), Optional.empty(), Optional.empty()));

        RegistrationRow ofAnotherTransport = RegistrationRow.newBuilder(ours).setTransport("quic").build();
        assertThatIllegalArgumentException().isThrownBy(() -> RegistrationRows.bound(KEY, ofAnotherTransport));
        RegistrationRow ofAName = RegistrationRow.newBuilder(ours).setSourceIp("phone.example").build();
        assertThatIllegalArgumentException().isThrownBy(() -> RegistrationRows.bound(KEY, ofAName));
    }

    private static Bound bound(Transport transport, String address, OptionalInt q, Optional<String> path, Optional<String> userAgent) {
        return new Bound(
                KEY,
                "trunk_abc",
                "cred_0123456789ab",
                "sip:alice@10.0.0.5;ob",
                q,
                path,
                1_795_000_300L,
                1_795_000_000L,
                new Incarnation("node-1", "0a1b2c3d"),
                new Flow(transport, new InetSocketAddress(address, 40_000), new InetSocketAddress("192.0.2.1", 5060), 7),
                userAgent);
    }
}
