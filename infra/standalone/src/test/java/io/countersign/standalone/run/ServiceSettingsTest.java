package io.countersign.standalone.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceSettingsTest {
    @Test
    void theFrontDoorIsTrustedWhateverElseIs() {
        assertThat(ServiceSettings.trustedProxies(Map.of())).isEqualTo("127.0.0.0/8,::1/128");
        assertThat(ServiceSettings.trustedProxies(Map.of("COUNTERSIGN_TRUSTED_PROXIES", "10.0.0.0/8")))
                .isEqualTo("127.0.0.0/8,::1/128,10.0.0.0/8");
    }
}
