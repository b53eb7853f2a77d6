package io.countersign.command.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;

class StoreFailuresTest {
    @Test
    void aLostConnectionATimeoutAndAConflictPass() {
        assertThat(StoreFailures.isPassing(new IllegalStateException(new SQLException("gone", "08006")))).isTrue();
        assertThat(StoreFailures.isPassing(new SQLException("idle", "25P03"))).isTrue();
        assertThat(StoreFailures.isPassing(new SQLException("too long", "25P04"))).isTrue();
        assertThat(StoreFailures.isPassing(new SQLException("shutdown", "57P01"))).isTrue();
        assertThat(StoreFailures.isPassing(new SQLTransientConnectionException("pool"))).isTrue();
    }

    @Test
    void aFaultOfOursDoesNot() {
        assertThat(StoreFailures.isPassing(new SQLException("syntax", "42601"))).isFalse();
        assertThat(StoreFailures.isPassing(new IllegalStateException("bug"))).isFalse();
    }

    @Test
    void aFullDiskPassesAndIsKnownByItsCode() {
        IllegalStateException full = new IllegalStateException(new SQLException("could not extend file", "53100"));

        assertThat(StoreFailures.isPassing(full)).isTrue();
        assertThat(StoreFailures.sqlState(full)).isEqualTo("53100");
        assertThat(StoreFailures.sqlState(new IllegalStateException("bug"))).isEmpty();
    }
}
