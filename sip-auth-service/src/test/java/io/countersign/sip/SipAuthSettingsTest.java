package io.countersign.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.sip.SipAuthSettings.Sip;
import io.countersign.sip.SipAuthSettings.Tls;
import io.countersign.sip.SipAuthSettings.Unauthenticated;
import io.countersign.sip.tls.ClientAuthentication;
import io.countersign.sip.transport.StreamLimits;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SipAuthSettingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void aWildcardNeedsAnAddressForOthers(String bind) {
        assertThatThrownBy(() -> new Sip("sip.localhost", bind, 5060, 5061, "", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("COUNTERSIGN_SIP_ADVERTISE")
                .hasMessageContaining(bind);

        Sip advertised = new Sip("sip.localhost", bind, 5060, 5061, "sip.example.com", 1);
        assertThat(advertised.sentBy(advertised.address())).hasToString("sip.example.com:5060");
        assertThat(advertised.sentBy(advertised.sipsAddress())).hasToString("sip.example.com:5061");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, '', 127.0.0.1:5060", "::1, '', [0:0:0:0:0:0:0:1]:5060", "127.0.0.1, sip.example.com:5080, sip.example.com:5080"})
    void aNodeCallsItselfByItsAddressOrAsToldTo(String bind, String advertise, String text) {
        Sip sip = new Sip("sip.localhost", bind, 5060, 5061, advertise, 1);

        assertThat(sip.sentBy(sip.address())).hasToString(text);
    }

    @Test
    void anAddressThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new Sip("sip.localhost", "127.0.0.1", 5060, 5061, "2001:db8::1", 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Sip("sip.localhost", "127.0.0.1", 5060, 65_536, "", 1)).hasMessageContaining("sips-port");
    }

    @Test
    void tlsNeedsBothFilesOrNone() {
        assertThat(new Tls("", "", "", ClientAuthentication.NONE, "").files()).isEmpty();
        assertThat(new Tls("a.crt", "a.key", "", ClientAuthentication.NONE, "").files()).isPresent();
        assertThatThrownBy(() -> new Tls("a.crt", "", "", ClientAuthentication.NONE, "")).hasMessageContaining("COUNTERSIGN_TLS_KEY_FILE");
        assertThatThrownBy(() -> new Tls("a.crt", "a.key", "", ClientAuthentication.REQUIRED, "").files())
                .hasMessageContaining("REQUIRED");
    }

    @Test
    void connectionsOfStrangersAreBoundedByNumberAndMebibytes() {
        StreamLimits limits = new Unauthenticated(20, List.of(), 100, 2).streamLimits();

        assertThat(limits.strangers()).isEqualTo(100);
        assertThat(limits.strangersBytes()).isEqualTo(2_097_152);
        assertThat(limits.strangersPerSource()).isEqualTo(StreamLimits.DEFAULT.strangersPerSource());
        assertThatThrownBy(() -> new Unauthenticated(20, List.of(), 0, 2)).hasMessageContaining("unauthenticated.connections is 0 (expected: ");
        assertThatThrownBy(() -> new Unauthenticated(20, List.of(), 1, 0)).hasMessageContaining("unauthenticated.mebibytes is 0 (expected: ");
    }
}
