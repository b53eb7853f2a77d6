package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Where a message came from. A transport keeps one for each worker or connection and moves it; it tells the truth only
 * while {@code handle} runs, on that thread.
 */
public final class Source {
    private static final int IPV4_BYTES = 4;
    private static final int MAX_TEXT_CHARS = 39; // eight groups of four digits and their colons
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    private static final InetSocketAddress NOWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final Transport transport;
    private final long connectionId;
    private InetSocketAddress local = NOWHERE;
    private InetSocketAddress remote = NOWHERE;
    private byte[] addressBytes = NOWHERE.getAddress().getAddress();
    private final byte[] text = new byte[MAX_TEXT_CHARS];
    private final Slice addressText = new Slice();
    private Duration hold = Duration.ZERO;
    private boolean proved;
    private boolean overloaded;

    /** @param connectionId unique in this process for a stream; 0 for datagrams */
    public Source(Transport transport, long connectionId) {
        this.transport = transport;
        this.connectionId = connectionId;
    }

    /** Moves it to the peer of the message at hand. */
    @SuppressWarnings("ReferenceEquality")
    public void set(InetSocketAddress newRemote, InetSocketAddress newLocal) {
        if (local != newLocal) { // else not written, as in Slice; nor is the remote address
            local = newLocal;
        }
        clearHold();
        InetAddress address = newRemote.getAddress();
        if (!address.equals(remote.getAddress())) {
            addressBytes = address.getAddress();
            addressText.clear();
        }
        if (remote != newRemote) {
            remote = newRemote;
        }
    }

    public Transport transport() {
        return transport;
    }

    public InetAddress address() {
        return remote.getAddress();
    }

    public int port() {
        return remote.getPort();
    }

    public InetSocketAddress remote() {
        return remote;
    }

    public InetSocketAddress local() {
        return local;
    }

    public long connectionId() {
        return connectionId;
    }

    /** The address's 4 or 16 bytes: not a copy, not to be written to. */
    public byte[] addressBytes() {
        return addressBytes;
    }

    /** The address as text, as Via's {@code received} has it: without brackets or zone, an IPv6 address without "::". */
    public Slice addressText() {
        if (!addressText.isPresent()) {
            addressText.set(text, 0, addressBytes.length == IPV4_BYTES ? writeIpv4() : writeIpv6());
        }
        return addressText;
    }

    private int writeIpv4() {
        int length = 0;
        for (int i = 0; i < IPV4_BYTES; i++) {
            int octet = addressBytes[i] & 0xff;
            if (i > 0) {
                text[length++] = '.';
            }
            if (octet >= 100) {
                text[length++] = (byte) ('0' + octet / 100);
            }
            if (octet >= 10) {
                text[length++] = (byte) ('0' + octet / 10 % 10);
            }
            text[length++] = (byte) ('0' + octet % 10);
        }
        return length;
    }

    private int writeIpv6() {
        int length = 0;
        for (int i = 0; i < addressBytes.length; i += 2) {
            int group = (addressBytes[i] & 0xff) << 8 | (addressBytes[i + 1] & 0xff);
            if (i > 0) {
                text[length++] = ':';
            }
            for (int shift = 12; shift >= 0; shift -= 4) {
                if (group >> shift != 0 || shift == 0) {
                    text[length++] = HEX[(group >> shift) & 0x0f];
                }
            }
        }
        return length;
    }

    /**
     * Called by the handler once the peer of a connection has proved who it is: the connection then outlives the idle
     * limit of strangers by this long (a binding's rest + 60 s) and counts among the authenticated. No effect on UDP.
     */
    public void holdOpenFor(Duration duration) {
        hold = duration;
        proved = true;
    }

    /** Whether anybody has ever proved on this connection who he is. */
    public boolean isProved() {
        return proved;
    }

    /** Told by the transport: whether what comes to that address has to wait for its turn. */
    public void setOverloaded(boolean isSo) {
        overloaded = isSo;
    }

    /** Whether others wait behind this message, more than can be served in time. */
    public boolean isOverloaded() {
        return overloaded;
    }

    /** Forgets what was asked for before. */
    @SuppressWarnings("ReferenceEquality")
    public void clearHold() {
        if (hold != Duration.ZERO) {
            hold = Duration.ZERO;
        }
    }

    /** What the handler asked for during the last message; zero when nothing. */
    public Duration hold() {
        return hold;
    }
}
