package io.countersign.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.sip.SipAuthSettings.Nonce;
import io.countersign.sip.SipAuthSettings.Sip;
import io.countersign.sip.SipAuthSettings.Tls;
import io.countersign.sip.SipAuthSettings.Unauthenticated;
import io.countersign.sip.challenge.NonceSettings;
import io.countersign.sip.tls.ClientAuthentication;
import io.countersign.sip.transport.StreamLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ClassPathResource;

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

    @Test
    void aNonceIsBoundAsTheEnvironmentSaysElseByTheDefaults() throws IOException {
        assertThat(ofEnvironment(Map.of()).nonce().settings()).isEqualTo(NonceSettings.DEFAULT);

        Map<String, Object> environment = Map.of(
                "COUNTERSIGN_NONCE_IPV4_PREFIX_BITS", "24",
                "COUNTERSIGN_NONCE_IPV6_PREFIX_BITS", "48",
                "COUNTERSIGN_NONCE_WINDOW_NONCES", "2000000");

        assertThat(ofEnvironment(environment).nonce().settings()).isEqualTo(new NonceSettings(Duration.ofMinutes(5), 24, 48, 2_000_000));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "15 | 64  | 1048576  | countersign.nonce.ipv4-prefix-bits is 15 (expected: 16 to 32)",
        "33 | 64  | 1048576  | countersign.nonce.ipv4-prefix-bits is 33 (expected: 16 to 32)",
        "32 | 31  | 1048576  | countersign.nonce.ipv6-prefix-bits is 31 (expected: 32 to 128)",
        "32 | 129 | 1048576  | countersign.nonce.ipv6-prefix-bits is 129 (expected: 32 to 128)",
        "32 | 64  | 15       | countersign.nonce.window-nonces is 15 (expected: 16 to 16777216)",
        "32 | 64  | 16777217 | countersign.nonce.window-nonces is 16777217 (expected: 16 to 16777216)",
    })
    void aWrongNonceSettingIsRefusedAndSaysWhatIsRight(int ipv4PrefixBits, int ipv6PrefixBits, int windowNonces, String message) {
        Nonce nonce = new Nonce(ipv4PrefixBits, ipv6PrefixBits, windowNonces);

        assertThatThrownBy(nonce::settings).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    /** What the service's own file makes of an environment. */
    private static SipAuthSettings ofEnvironment(Map<String, Object> environment) throws IOException {
        MutablePropertySources sources = new MutablePropertySources();
        sources.addFirst(new MapPropertySource("environment", environment));
        sources.addLast(new MapPropertySource("needed", Map.of("COUNTERSIGN_MASTER_KEY_FILE", "master.keyset")));
        new YamlPropertySourceLoader().load("file", new ClassPathResource("sip-auth-service.yaml")).forEach(sources::addLast);
        return new Binder(ConfigurationPropertySources.from(sources), new PropertySourcesPlaceholdersResolver(sources))
                .bind("countersign", SipAuthSettings.class)
                .get();
    }
}
