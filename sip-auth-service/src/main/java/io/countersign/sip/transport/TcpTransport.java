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
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * SIP over TCP: event loops that each have a handler of their own and run every message to its answer, like the UDP workers.
 *
 * <p>Each connection has an id, which the handler is told; what is sent on it later, from other threads, goes through its event loop.
 */
public final class TcpTransport implements AutoCloseable {
    private static final int BACKLOG_CONNECTIONS = 1024;
    private static final WriteBufferWaterMark UNREAD_BYTES = new WriteBufferWaterMark(64 * 1024, 256 * 1024);
    private static final Duration BIND_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final TransportCounters counters = new TransportCounters();
    private final StreamLimits limits;
    private final ConnectionCounts counts;
    private final FastThreadLocal<MessageWorker> workers;
    private final AtomicLong lastConnectionId = new AtomicLong();
    private final EventLoopGroup acceptor = group("sip-tcp-accept", 1);
    private final EventLoopGroup loops;
    private final Channel server;

    private TcpTransport(InetSocketAddress address, int threads, SipHandler.Factory handlers, StreamLimits limits) throws IOException {
        this.limits = limits;
        this.counts = new ConnectionCounts(limits);
        this.workers = new FastThreadLocal<>() {
            @Override
            protected MessageWorker initialValue() {
                return new MessageWorker(handlers.newHandler(), counters);
            }
        };
        this.loops = group("sip-tcp", threads);
        ChannelFuture bound = bootstrap().bind(address);
        if (!bound.awaitUninterruptibly(BIND_TIMEOUT.toMillis()) || !bound.isSuccess()) {
            shutDown();
            throw new IOException("can't listen for SIP over TCP on " + address, bound.cause());
        }
        this.server = bound.channel();
    }

    /**
     * Starts to listen.
     *
     * @param address port 0 takes a free one
     * @throws IOException when the address can't be had
     */
    public static TcpTransport open(InetSocketAddress address, int threads, SipHandler.Factory handlers, StreamLimits limits)
            throws IOException {
        return new TcpTransport(address, threads, handlers, limits);
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
                        long id = lastConnectionId.incrementAndGet();
                        channel.pipeline().addLast(new StreamConnection(TcpTransport.this, Transport.TCP, id));
                    }
                });
    }

    public InetSocketAddress localAddress() {
        return (InetSocketAddress) server.localAddress();
    }

    public TransportCounters counters() {
        return counters;
    }

    StreamLimits limits() {
        return limits;
    }

    ConnectionCounts counts() {
        return counts;
    }

    /** The calling event loop's own. */
    MessageWorker worker() {
        return workers.get();
    }

    /** Stops listening and closes every connection. */
    @Override
    public void close() {
        server.close().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
        shutDown();
    }

    private void shutDown() {
        long millis = CLOSE_TIMEOUT.toMillis();
        Future<?> accepting = acceptor.shutdownGracefully(0, millis, TimeUnit.MILLISECONDS);
        Future<?> serving = loops.shutdownGracefully(0, millis, TimeUnit.MILLISECONDS);
        accepting.awaitUninterruptibly(millis);
        serving.awaitUninterruptibly(millis);
    }
}
