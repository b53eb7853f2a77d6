package io.countersign.sip.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** What the system holds for the sockets of one address until they receive it, as Linux tells it in /proc/net (proc_net(5)). */
final class ReceiveQueues {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final int LOCAL_ADDRESS = 1;
    private static final int QUEUES = 4;
    private static final int DROPS = 12;
    private static final int HEXADECIMAL = 16;

    private final Path table;
    private final String localAddress;

    private ReceiveQueues(Path table, String localAddress) {
        this.table = table;
        this.localAddress = localAddress;
    }

    /**
     * How it stands.
     *
     * @param fullestBytes in the queue of the socket that has most
     * @param dropped datagrams, by all of them, since they were opened
     */
    record Filling(long fullestBytes, long dropped) {}

    static ReceiveQueues of(InetSocketAddress address) {
        return of(address, Path.of(address.getAddress() instanceof Inet4Address ? "/proc/net/udp" : "/proc/net/udp6"));
    }

    static ReceiveQueues of(InetSocketAddress address, Path table) {
        return new ReceiveQueues(table, words(address.getAddress()) + ":" + String.format(Locale.ROOT, "%04X", address.getPort()));
    }

    /** Whether this system tells it. */
    boolean isKnown() {
        return Files.isReadable(table);
    }

    Filling read() throws IOException {
        long fullest = 0;
        long dropped = 0;
        try (BufferedReader lines = Files.newBufferedReader(table, US_ASCII)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = SPACES.split(line.strip(), 0);
                if (fields.length > DROPS && fields[LOCAL_ADDRESS].equals(localAddress)) {
                    String queues = fields[QUEUES]; // of sending : of receiving
                    fullest = Math.max(fullest, Long.parseLong(queues, queues.indexOf(':') + 1, queues.length(), HEXADECIMAL));
                    dropped += Long.parseLong(fields[DROPS]);
                }
            }
        }
        return new Filling(fullest, dropped);
    }

    /** An address as the table has it: its words of 32 bits, each in the machine's order. */
    private static String words(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress()).order(ByteOrder.nativeOrder());
        StringBuilder text = new StringBuilder();
        while (bytes.hasRemaining()) {
            text.append(HEX.toHexDigits(bytes.getInt()));
        }
        return text.toString();
    }
}
