package io.countersign.sip.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.Mapping;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Chooses the certificate by the name that a client asks for (RFC 6066 section 3), and computes signatures and keys on threads of its own:
 * a flood of handshakes must not delay the messages of connections that are open. What waits for these threads is bounded by
 * {@link Handshakes#MOST_UNDER_WAY}, for a handshake has one such task at a time.
 */
final class TlsHandshaker implements AutoCloseable {
    /** Hellos with post-quantum keys take 2 KB. */
    private static final int MAX_CLIENT_HELLO_BYTES = 16 * 1024;

    private static final long BOUNDED_BY_CONNECTION = 0;

    static {
        // Else a client could ask for one handshake after another on an open connection of TLS 1.2. The JDK reads it at its first handshake.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    private final Mapping<? super String, ? extends SslContext> certificates;
    private final ExecutorService tasks;

    TlsHandshaker(Mapping<? super String, ? extends SslContext> certificates, int threads) {
        this.certificates = certificates;
        this.tasks = Executors.newFixedThreadPool(threads, new DefaultThreadFactory("sip-tls-handshake", true));
    }

    /** What a new connection begins with. */
    ChannelHandler newHandler() {
        return new SniHandler(certificates, MAX_CLIENT_HELLO_BYTES, BOUNDED_BY_CONNECTION) {
            @Override
            protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
                SslHandler handler = context.newHandler(allocator, tasks);
                handler.setHandshakeTimeoutMillis(BOUNDED_BY_CONNECTION);
                handler.setCloseNotifyFlushTimeoutMillis(StreamConnection.LINGER.toMillis());
                return handler;
            }
        };
    }

    @Override
    public void close() {
        tasks.shutdownNow();
    }
}
