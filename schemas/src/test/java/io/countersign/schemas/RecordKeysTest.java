package io.countersign.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RecordKeysTest {
    @Test
    void partsAreJoinedByNul() {
        assertThat(RecordKeys.secret("trunk_1", "cred_1", 2)).isEqualTo("trunk_1\0cred_1\0" + "2");
        assertThat(RecordKeys.authAccount("trunk-1.sip.localhost", "bob")).isEqualTo("trunk-1.sip.localhost\0bob");
        assertThat(RecordKeys.authPolicy("trunk-1.sip.localhost")).isEqualTo("trunk-1.sip.localhost\0");
    }

    @Test
    void partsAreFoundAgain() {
        assertThat(RecordKeys.first(RecordKeys.authAccount("d", "bob"))).isEqualTo("d");
        assertThat(RecordKeys.afterFirst(RecordKeys.authAccount("d", "bob"))).isEqualTo("bob");
        assertThat(RecordKeys.afterFirst(RecordKeys.authPolicy("d"))).isEmpty();
    }

    @Test
    void noPartCanPretendToBeTwo() {
        assertThatThrownBy(() -> RecordKeys.authAccount("d", "bob\0eve")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RecordKeys.secret("t\0x", "c", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RecordKeys.authAccount("d", "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RecordKeys.authPolicy("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RecordKeys.first("no separator")).isInstanceOf(IllegalArgumentException.class);
    }
}
