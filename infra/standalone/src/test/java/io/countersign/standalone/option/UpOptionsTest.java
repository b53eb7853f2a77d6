package io.countersign.standalone.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class UpOptionsTest {
    @Test
    void hasTheDocumentedDefaults() {
        RunSettings settings = parse().settings(Map.of());

        assertThat(settings.data()).isEqualTo(Path.of("data").toAbsolutePath());
        assertThat(settings.bind()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
        assertThat(settings.apiPort()).isEqualTo(8080);
        assertThat(settings.sipPort()).isEqualTo(5060);
        assertThat(settings.sipsPort()).isEqualTo(5061);
        assertThat(settings.sipDomain()).isEqualTo("sip.localhost");
        assertThat(settings.sipAdvertise()).isEmpty();
        assertThat(settings.kafkaPort()).isZero();
        assertThat(settings.postgresPort()).isZero();
        assertThat(settings.carrierNetworks()).isEmpty();
        assertThat(settings.gateways()).isEmpty();
    }

    @Test
    void takesEachOption() {
        RunSettings settings = parse(
                        "--data", "/tmp/x", "--bind", "0.0.0.0", "--sip-advertise", "sip.example.com:5070", "--sip-domain",
                        "SIP.Example.com", "--api-port", "1", "--sip-port", "2", "--sips-port", "3", "--kafka-port", "4",
                        "--postgres-port", "5", "--carrier-network", "192.0.2.0/24", "--carrier-network",
                        "2001:db8::/32,198.51.100.0/24", "--gateway", "sip:gw.example.com;transport=tcp")
                .settings(Map.of());

        assertThat(settings.sipDomain()).isEqualTo("sip.example.com");
        assertThat(settings.sipAdvertise()).isEqualTo("sip.example.com:5070");
        assertThat(settings.carrierNetworks()).containsExactly("192.0.2.0/24", "2001:db8::/32", "198.51.100.0/24");
        assertThat(settings.gateways()).containsExactly("sip:gw.example.com;transport=tcp");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--api-port|65536",
                "--api-port|-1",
                "--sip-port|5060x",
                "--sips-port|''",
                "--kafka-port|1e3",
                "--bind|localhost",
                "--bind|256.0.0.1",
                "--sip-domain|under_score.example",
                "--sip-domain|a..b",
                "--sip-advertise|host:0",
                "--sip-advertise|::1",
                "--sip-advertise|a b",
                "--carrier-network|192.0.2.0",
                "--carrier-network|192.0.2.0/33",
                "--carrier-network|example.com/24",
                "--gateway|gw.example.com",
                "--gateway|sip:gw.example.com;transport=carrier-pigeon",
            })
    void refusesAWrongValueAndSaysWhatIsRight(String option, String value) {
        assertThatThrownBy(() -> parse(option, value))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(option)
                .hasMessageContaining("'" + value + "' (expected: ");
    }

    @Test
    void wantsAnAdvertisedAddressBehindAWildcard() {
        assertThatThrownBy(() -> parse("--bind", "::").settings(Map.of()))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining("--sip-advertise");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COUNTERSIGN_OPERATOR_KEY=tooshort",
                "COUNTERSIGN_NONCE_IPV4_PREFIX_BITS=/24",
                "COUNTERSIGN_NONCE_IPV4_PREFIX_BITS=15",
                "COUNTERSIGN_NONCE_IPV6_PREFIX_BITS=129",
                "COUNTERSIGN_NONCE_WINDOW_NONCES=0",
                "COUNTERSIGN_LOCKOUT_FAILURES=ten",
                "COUNTERSIGN_LOCKOUT_USERNAMES=0",
                "COUNTERSIGN_LOCKOUT_WINDOW=0s",
                "COUNTERSIGN_LOCKOUT_DURATION=25h",
                "COUNTERSIGN_LOCKOUT_MAX_DURATION=1 hour",
                "COUNTERSIGN_LOCKOUT_EXEMPT=10.0.0.0",
                "COUNTERSIGN_UNAUTHENTICATED_PER_SECOND=-1",
                "COUNTERSIGN_UNAUTHENTICATED_CONNECTIONS=0",
                "COUNTERSIGN_UNAUTHENTICATED_MEBIBYTES=64MB",
                "COUNTERSIGN_API_REQUESTS_PER_SECOND=",
                "COUNTERSIGN_API_REQUESTS_PER_SECOND=1000001",
                "COUNTERSIGN_TRUSTED_PROXIES=10.0.0.0/8,x",
            })
    void refusesAWrongVariableAndNamesIt(String assignment) {
        String[] parts = assignment.split("=", 2);

        assertThatThrownBy(() -> parse().settings(Map.of(parts[0], parts[1])))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageStartingWith(parts[0])
                .hasMessageContaining("(expected: ");
    }

    @Test
    void neverRepeatsAWrongOperatorKey() {
        assertThatThrownBy(() -> parse().settings(Map.of("COUNTERSIGN_OPERATOR_KEY", "hunter2")))
                .hasMessageNotContaining("hunter2");
    }

    private static UpOptions parse(String... args) {
        UpOptions options = new UpOptions();
        new CommandLine(new Holder(options)).parseArgs(args);
        return options;
    }

    @CommandLine.Command
    private record Holder(@CommandLine.Mixin UpOptions options) {}
}
