package io.countersign.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sip.transport.ReceiveQueues.Filling;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class OverloadWatchTest {
    private static final String TABLE = """
               sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
             1152: 0100007F:13C4 00000000:0000 07 00000000:00000500 00:00000000 00000000     0        0 20351 2 0000000000000000 7
             1152: 0100007F:13C4 00000000:0000 07 00000000:000A0000 00:00000000 00000000     0        0 20352 2 0000000000000000 5
             1152: 0200007F:13C4 00000000:0000 07 00000000:00FF0000 00:00000000 00000000     0        0 20353 2 0000000000000000 9
             1153: 0100007F:13C5 00000000:0000 07 00000000:00FF0000 00:00000000 00000000     0        0 20354 2 0000000000000000 9
            """;

    @TempDir
    private Path folder;

    private final OverloadWatch watch = new OverloadWatch(queues(Path.of("none"), "127.0.0.1"), 1_000);

    @Test
    @EnabledIf("isLittleEndian")
    void theFullestQueueOfAnAddressCountsAndWhatAllHaveDropped() throws IOException {
        Path table = Files.writeString(folder.resolve("udp"), TABLE);

        assertThat(queues(table, "127.0.0.1").read()).isEqualTo(new Filling(0xA0000, 12));
        assertThat(queues(table, "127.0.0.2").read()).isEqualTo(new Filling(0xFF0000, 9));
        assertThat(queues(table, "127.0.0.3").read()).isEqualTo(new Filling(0, 0));
        assertThat(queues(folder.resolve("another-system"), "127.0.0.1").isKnown()).isFalse();
    }

    @Test
    @EnabledIf("isLittleEndian")
    void anAddressOfVersion6HasFourWords() throws IOException {
        Path table = Files.writeString(folder.resolve("udp6"), TABLE.replace("0100007F", "00000000000000000000000001000000"));

        assertThat(queues(table, "::1").read()).isEqualTo(new Filling(0xA0000, 12));
    }

    @Test
    void aBurstIsNoOverload() {
        watch.see(new Filling(900, 0));
        watch.see(new Filling(900, 0));
        watch.see(new Filling(400, 0));
        watch.see(new Filling(900, 0));
        watch.see(new Filling(900, 0));

        assertThat(watch.isOverloaded()).isFalse();
    }

    @Test
    void itBeginsAtHalfAndEndsAtAQuarter() {
        for (int i = 0; i < 3; i++) {
            assertThat(watch.isOverloaded()).isFalse();
            watch.see(new Filling(501, 3));
        }
        assertThat(watch.isOverloaded()).isTrue();
        assertThat(watch.dropped()).isEqualTo(3);

        watch.see(new Filling(251, 4));
        assertThat(watch.isOverloaded()).isTrue();
        watch.see(new Filling(250, 4));
        assertThat(watch.isOverloaded()).isFalse();
    }

    private static ReceiveQueues queues(Path table, String address) {
        return ReceiveQueues.of(new InetSocketAddress(InetAddress.ofLiteral(address), 5060), table);
    }

    static boolean isLittleEndian() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }
}
