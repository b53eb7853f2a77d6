package io.countersign.query.failure;

import static io.countersign.query.Facts.TIME;
import static io.countersign.query.Facts.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.failure.AuthFailed;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureReasonTest {
    @ParameterizedTest
    @EnumSource(FailureReason.class)
    void saysWhatWasSeenAndWhatToDo(FailureReason reason) {
        FailureAnswer answer = FailureAnswer.of(failure(TIME, reason.code()).build());

        assertThat(answer.reason()).isEqualTo(reason.code());
        assertThat(answer.message()).isNotBlank().endsWith(".").doesNotContain("null");
        assertThat(answer.fix()).isNotBlank().endsWith(".");
        assertThat(FailureReason.of(reason.code())).contains(reason);
    }

    @Test
    void hasTheReasonsOfTheSipContract() {
        assertThat(Arrays.stream(FailureReason.values()).map(FailureReason::code)).containsExactlyInAnyOrder(
                "unknown_user", "wrong_password", "unknown_trunk", "credential_disabled", "credential_expired", "stale_nonce",
                "replayed_nonce", "wrong_realm", "algorithm_not_allowed", "malformed_credentials", "register_not_allowed",
                "trunk_disabled", "tls_required", "identity_not_allowed", "ip_not_allowed", "locked_out", "malformed",
                "overload", "not_ready");
    }

    @Test
    void namesWhatWasSeen() {
        AuthFailed seen = failure(TIME, "wrong_realm").setRealm("pbx.example").build();

        assertThat(FailureAnswer.of(seen).message()).contains("pbx.example");
    }

    @Test
    void showsAReasonItDoesNotKnow() {
        assertThat(FailureAnswer.of(failure(TIME, "bad_weather").build()).message()).contains("bad_weather");
    }
}
