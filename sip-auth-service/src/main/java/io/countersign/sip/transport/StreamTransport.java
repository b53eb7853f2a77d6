package io.countersign.sip.transport;

import io.countersign.sip.message.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.Mapping;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * SIP over TCP, or over TLS: event loops that each have a handler of their own and run every message to its answer, like the UDP workers.
 *
 * <p>Each connection has an id, which the handler is told; what is sent on it later, from other threads, goes through its event loop.
 */
public final class StreamTransport implements AutoCloseable {
    private static final int BACKLOG_CONNECTIONS = 1024;
    private static final WriteBufferWaterMark UNREAD_BYTES = new WriteBufferWaterMark(64 * 1024, 256 * 1024);
    private static final Duration BIND_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration DRAIN_TIMEOUT = StreamConnection.LINGER.multipliedBy(2);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Transport kind;
    private final TransportCounters counters = new TransportCounters();
    private final Handshakes handshakes = new Handshakes();
    private final ConnectionCounts counts;
    private final FastThreadLocal<MessageWorker> workers;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final EventLoopGroup acceptor;
    private final EventLoopGroup loops;
    private final Optional<TlsHandshaker> handshaker;
    private final Channel server;
    private volatile boolean draining;

    private StreamTransport(
            InetSocketAddress address, int threads, SipHandler.Factory handlers, ConnectionCounts counts, Optional<TlsHandshaker> handshaker)
            throws IOException {
        this.kind = handshaker.isPresent() ? Transport.TLS : Transport.TCP;
        this.counts = counts;
        this.workers = new FastThreadLocal<>() {
            @Override
            protected MessageWorker initialValue() {
                return new MessageWorker(handlers.newHandler(), counters);
            }
        };
        String name = "sip-" + kind.name().toLowerCase(Locale.ROOT);
        this.acceptor = group(name + "-accept", 1);
        this.loops = group(name, threads);
        this.handshaker = handshaker;
        ChannelFuture bound = bootstrap().bind(address);
        if (!bound.awaitUninterruptibly(BIND_TIMEOUT.toMillis()) || !bound.isSuccess()) {
            shutDown();
            throw new IOException("can't listen for SIP over " + kind + " on " + address, bound.cause());
        }
        this.server = bound.channel();
    }

    /**
     * Starts to listen for TCP.
     *
     * @param address port 0 takes a free one
     * @throws IOException when the address can't be had
     */
    static StreamTransport openTcp(InetSocketAddress address, int threads, SipHandler.Factory handlers, ConnectionCounts counts)
            throws IOException {
        return new StreamTransport(address, threads, handlers, counts, Optional.empty());
    }

    /**
     * Starts to listen for TLS.
     *
     * @param certificates by the name that a client asks for; null when it asks for none
     */
    static StreamTransport openTls(
            InetSocketAddress address,
            int threads,
            SipHandler.Factory handlers,
            ConnectionCounts counts,
            Mapping<? super String, ? extends SslContext> certificates)
            throws IOException {
        return new StreamTransport(address, threads, handlers, counts, Optional.of(new TlsHandshaker(certificates, threads)));
    }

    private static EventLoopGroup group(String name, int threads) {
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name), NioIoHandler.newFactory());
    }

    private ServerBootstrap bootstrap() {
        return new ServerBootstrap()
                .group(acceptor, loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG_CONNECTIONS)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNREAD_BYTES)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        handshaker.ifPresent(tls -> channel.pipeline().addLast(tls.newHandler()));
                        channel.pipeline().addLast(new StreamConnection(StreamTransport.this, counts.nextId()));
                    }
                });
    }

    public InetSocketAddress localAddress() {
        return (InetSocketAddress) server.localAddress();
    }

    public TransportCounters counters() {
        return counters;
    }

    /** All zero for TCP. */
    public Handshakes handshakes() {
        return handshakes;
    }

    /** Shared with the other transport of the same counts. */
    StrangerTotals strangers() {
        return counts.strangers();
    }

    Transport kind() {
        return kind;
    }

    boolean isSecured() {
        return handshaker.isPresent();
    }

    StreamLimits limits() {
        return counts.limits();
    }

    ConnectionCounts counts() {
        return counts;
    }

    /** The calling event loop's own. */
    MessageWorker worker() {
        return workers.get();
    }

    /** Counts a new connection, unless its source or this node has enough of them, or no more are wanted. */
    boolean admit(Channel connection, CountedConnection counted) {
        InetSocketAddress remote = (InetSocketAddress) connection.remoteAddress();
        Optional<ConnectionRefusal> refusal =
                draining ? Optional.of(ConnectionRefusal.CLOSING) : counted.enter(remote.getAddress().getAddress());
        if (refusal.isEmpty() && isSecured() && !handshakes.begin()) {
            counted.leave();
            refusal = Optional.of(ConnectionRefusal.HANDSHAKES);
        }
        if (refusal.isPresent()) {
            counters.refused(refusal.get());
            return false;
        }
        counters.openConnections.increment();
        connections.add(connection);
        return true;
    }

    /** Stops listening, sends each connection what is under way for it, and closes it. */
    @Override
    public void close() {
        draining = true;
        server.close().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
        connections.forEach(connection -> connection.pipeline().fireUserEventTriggered(StreamConnection.Drain.BEGIN));
        connections.newCloseFuture().awaitUninterruptibly(DRAIN_TIMEOUT.toMillis());
        shutDown();
    }

    private void shutDown() {
        long millis = CLOSE_TIMEOUT.toMillis();
        Future<?> accepting = acceptor.shutdownGracefully(0, millis, TimeUnit.MILLISECONDS);
        Future<?> serving = loops.shutdownGracefully(0, millis, TimeUnit.MILLISECONDS);
        accepting.awaitUninterruptibly(millis);
        serving.awaitUninterruptibly(millis);
        handshaker.ifPresent(TlsHandshaker::close);
    }
}
