package io.countersign.bench.sip;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Clients over TLS at several loopback addresses, all on one event loop. No handshake resumes the session of another. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on a channel comes back as exceptionCaught or channelInactive
final class TlsClients implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final AtomicLong number = new AtomicLong();
    private final InetSocketAddress server;
    private final int addresses;
    private final SslContext context;

    /** @param addresses sources: 127.0.0.1 and those after it */
    TlsClients(InetSocketAddress server, int addresses, File certificate) throws IOException {
        this.server = server;
        this.addresses = addresses;
        this.context = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(certificate)
                .endpointIdentificationAlgorithm(null)
                .build();
    }

    /** A phone that stays. */
    CompletableFuture<TlsPhone> register(SipAccount account) {
        TlsPhone phone = new TlsPhone(account);
        connect(phone).addListener(connected -> {
            if (!connected.isSuccess()) {
                phone.registered().completeExceptionally(connected.cause());
            }
        });
        return phone.registered();
    }

    /** Connects, shakes hands and closes. */
    CompletableFuture<Boolean> shakeHands() {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        ChannelFuture connecting = connect(new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                if (event instanceof SslHandshakeCompletionEvent handshake) {
                    done.complete(handshake.isSuccess());
                    ctx.close();
                }
            }

            @Override
            public void channelInactive(ChannelHandlerContext ctx) {
                done.complete(false);
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                ctx.close();
            }
        });
        connecting.addListener(connected -> {
            if (!connected.isSuccess()) {
                done.complete(false);
            }
        });
        return done;
    }

    private ChannelFuture connect(ChannelHandler handler) {
        long own = number.incrementAndGet();
        return new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        // Sessions are found by the name of the server, so each has one of its own.
                        channel.pipeline().addLast(context.newHandler(channel.alloc(), "server-" + own, server.getPort()), handler);
                    }
                })
                .connect(server, new InetSocketAddress(source(own), 0));
    }

    private InetAddress source(long own) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (1 + own % addresses)});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
    }
}
