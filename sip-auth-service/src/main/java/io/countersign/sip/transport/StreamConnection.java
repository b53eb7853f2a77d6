package io.countersign.sip.transport;

import io.countersign.sip.message.ResponseWriter;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.Source;
import io.countersign.sip.message.StreamFramer;
import io.countersign.sip.transport.SipHandler.Disposition;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: frames its bytes, answers on it, and closes it when it takes too long. Owned by its event loop. A peer that
 * does not read its answers is not read from either. Over TLS it is a stranger from its first byte, and its handshake is bounded as a
 * message is.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on a channel comes back as exceptionCaught or channelInactive
final class StreamConnection extends ChannelInboundHandlerAdapter implements StreamFramer.Sink {
    /** Told to every connection: its transport closes. */
    enum Drain { BEGIN }

    /** How long a connection stays after our last byte. */
    static final Duration LINGER = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(StreamConnection.class);
    private static final ByteBuf PONG = Unpooled.unreleasableBuffer(
            Unpooled.directBuffer(2).writeByte('\r').writeByte('\n').asReadOnly()); // RFC 5626 section 4.4.1

    private final StreamTransport transport;
    private final Source source;
    private final CountedConnection counted;
    private final StreamFramer framer = new StreamFramer();
    private @Nullable ChannelHandlerContext context;
    private @Nullable MessageWorker worker;
    private @Nullable ConnectionTimer timer;
    private boolean handshaking;
    private boolean timedOut;
    private boolean admitted;
    private boolean leaving;
    private boolean silent;
    private boolean flushAwaited;

    StreamConnection(StreamTransport transport, long connectionId) {
        this.transport = transport;
        this.source = new Source(transport.kind(), connectionId);
        this.counted = new CountedConnection(transport.counts());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        InetSocketAddress remote = (InetSocketAddress) ctx.channel().remoteAddress();
        admitted = transport.admit(ctx.channel(), counted);
        if (!admitted) {
            ctx.close();
            return;
        }
        context = ctx;
        source.set(remote, (InetSocketAddress) ctx.channel().localAddress());
        timer = new ConnectionTimer(ctx.executor(), transport.limits(), () -> expired(ctx));
        handshaking = transport.isSecured();
        observeProgress(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (timer != null) {
            timer.cancel();
        }
        if (!admitted) {
            return;
        }
        if (handshaking) {
            endHandshake();
        }
        transport.worker().connectionClosed(source);
        transport.counters().openConnections.decrement();
        counted.leave();
    }

    private void endHandshake() {
        if (timedOut) {
            transport.handshakes().timedOut();
        } else {
            transport.handshakes().failed();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess() && handshaking) {
            handshaking = false;
            transport.handshakes().completed();
            observeProgress(ctx);
        } else if (event == Drain.BEGIN && admitted && !leaving) {
            silent = handshaking;
            leave(ctx);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
        ByteBuf part = (ByteBuf) received;
        try {
            if (!admitted || leaving) {
                return;
            }
            MessageWorker own = transport.worker();
            worker = own;
            while (part.isReadable() && !leaving) {
                int length = Math.min(part.readableBytes(), own.bytes().length);
                part.readBytes(own.bytes(), 0, length);
                if (!framer.feed(own.bytes(), 0, length, own.parser(), this)) {
                    leave(ctx);
                }
            }
        } finally {
            part.release();
        }
        observeProgress(ctx);
    }

    /**
     * Ends the connection behind the last answer. Closing at once, with bytes of the peer still unread, would make the system reset the
     * connection and could take the answer with it: so our side is closed, and what comes is dropped until the peer closes, or a moment.
     */
    private void leave(ChannelHandlerContext ctx) {
        leaving = true;
        if (silent) {
            ctx.close();
            return;
        }
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> endOutput(ctx));
        ctx.executor().schedule(() -> ctx.close(), LINGER.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Behind TLS, its close_notify (RFC 8446 section 6.1), without which the peer can't tell our end from a cut. */
    private static void endOutput(ChannelHandlerContext ctx) {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else {
            ((DuplexChannel) ctx.channel()).shutdownOutput();
        }
    }

    @Override
    public boolean message(SipMessage message) {
        source.clearHold();
        MessageWorker own = worker;
        ChannelHandlerContext ctx = context;
        if (own == null || ctx == null || timer == null) {
            return false;
        }
        timer.messageReceived();
        Disposition disposition = own.judge(message, source);
        if (!source.hold().isZero()) {
            timer.hold(source.hold());
            counted.authenticated();
        }
        return switch (disposition) {
            case DROP -> true;
            case CLOSE -> {
                silent = true;
                yield false;
            }
            case ANSWER -> {
                answer(ctx, own.out());
                yield true;
            }
            case ANSWER_AND_CLOSE -> {
                answer(ctx, own.out());
                yield false;
            }
        };
    }

    private void answer(ChannelHandlerContext ctx, ResponseWriter out) {
        ctx.write(ctx.alloc().buffer(out.length()).writeBytes(out.array(), 0, out.length()), ctx.voidPromise());
        transport.counters().answered.increment();
    }

    @Override
    public void keepAlive() {
        transport.counters().keepAlives.increment();
        if (context != null) {
            context.write(PONG.duplicate(), context.voidPromise());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
        countHeldBytes(ctx);
    }

    /** A stranger that would hold more than all may hold is closed; after each reading, so that no part of a message gets round it. */
    private void countHeldBytes(ChannelHandlerContext ctx) {
        long unreadBytes = unreadBytes(ctx.channel());
        if (!counted.hold(framer.heldBytes() + unreadBytes)) {
            transport.counters().crowdedOutConnections.increment();
            ctx.close();
        } else if (unreadBytes > 0 && !flushAwaited) {
            flushAwaited = true;
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> ctx.executor().execute(() -> flushed(ctx))); // counted down behind it
        }
    }

    private void flushed(ChannelHandlerContext ctx) {
        flushAwaited = false;
        if (ctx.channel().isActive()) {
            countHeldBytes(ctx);
        }
    }

    /** Of answers that the peer hasn't read, with what keeping them costs. */
    private static long unreadBytes(Channel channel) {
        ChannelOutboundBuffer unread = channel.unsafe().outboundBuffer();
        return unread == null ? 0 : unread.totalPendingWriteBytes(); // null: closed
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        observeProgress(ctx);
    }

    private void observeProgress(ChannelHandlerContext ctx) {
        if (timer == null || !ctx.channel().isActive()) {
            return;
        }
        if (handshaking || framer.isMidMessage() || !ctx.channel().isWritable()) {
            timer.begun();
        } else {
            timer.ended();
        }
    }

    private void expired(ChannelHandlerContext ctx) {
        timedOut = true;
        transport.counters().timedOutConnections.increment();
        ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A reset, or what is no TLS, is the peer's business; anything else is ours.
        if (!(cause instanceof IOException) && !(cause instanceof DecoderException)) {
            LOG.error("event=connection_fault transport={} fault={}", transport.kind(), cause.getClass().getName());
        }
        transport.counters().ioFaults.increment();
        ctx.close();
    }
}
