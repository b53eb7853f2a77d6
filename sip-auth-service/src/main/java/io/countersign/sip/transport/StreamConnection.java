package io.countersign.sip.transport;

import io.countersign.sip.message.ResponseWriter;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.Source;
import io.countersign.sip.message.StreamFramer;
import io.countersign.sip.message.Transport;
import io.countersign.sip.transport.SipHandler.Disposition;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: frames its bytes, answers on it, and closes it when it takes too long. Owned by its event loop. A peer that
 * does not read its answers is not read from either.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on a channel comes back as exceptionCaught or channelInactive
final class StreamConnection extends ChannelInboundHandlerAdapter implements StreamFramer.Sink {
    private static final Logger LOG = LoggerFactory.getLogger(StreamConnection.class);
    private static final ByteBuf PONG = Unpooled.unreleasableBuffer(
            Unpooled.directBuffer(2).writeByte('\r').writeByte('\n').asReadOnly()); // RFC 5626 section 4.4.1

    private static final Duration LINGER = Duration.ofSeconds(1);

    private final TcpTransport transport;
    private final Source source;
    private final StreamFramer framer = new StreamFramer();
    private final long messageNanos;
    private final long idleNanos;
    private @Nullable ChannelHandlerContext context;
    private @Nullable MessageWorker worker;
    private @Nullable ScheduledFuture<?> timer;
    private long timerNanos;
    private long lastMessageNanos;
    private long heldUntilNanos;
    /** When the message that is being received began, or the answer that is not being read; meaningful while either is so. */
    private long slowSinceNanos;
    private boolean slow;
    private boolean admitted;
    private boolean leaving;
    private boolean silent;
    private boolean authenticated;

    StreamConnection(TcpTransport transport, Transport kind, long connectionId) {
        this.transport = transport;
        this.source = new Source(kind, connectionId);
        this.messageNanos = transport.limits().messageTime().toNanos();
        this.idleNanos = transport.limits().idleTime().toNanos();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        InetSocketAddress remote = (InetSocketAddress) ctx.channel().remoteAddress();
        admitted = transport.counts().admit(remote.getAddress());
        if (!admitted) {
            transport.counters().refusedConnections.increment();
            ctx.close();
            return;
        }
        transport.counters().openConnections.increment();
        context = ctx;
        source.set(remote, (InetSocketAddress) ctx.channel().localAddress());
        lastMessageNanos = System.nanoTime();
        heldUntilNanos = lastMessageNanos;
        watch();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (timer != null) {
            timer.cancel(false);
        }
        if (!admitted) {
            return;
        }
        transport.worker().connectionClosed(source);
        transport.counters().openConnections.decrement();
        if (authenticated) {
            transport.counts().releaseAuthenticated(source.address());
        } else {
            transport.counts().releaseStranger(source.address());
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
        observeSlowness(ctx);
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
        ctx.flush();
        ((DuplexChannel) ctx.channel()).shutdownOutput();
        ctx.executor().schedule(() -> ctx.close(), LINGER.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean message(SipMessage message) {
        source.clearHold();
        MessageWorker own = worker;
        ChannelHandlerContext ctx = context;
        if (own == null || ctx == null) {
            return false;
        }
        lastMessageNanos = System.nanoTime();
        slow = false;
        Disposition disposition = own.judge(message, source);
        if (!source.hold().isZero()) {
            hold();
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

    private void hold() {
        heldUntilNanos = lastMessageNanos + source.hold().toNanos();
        if (!authenticated) {
            authenticated = transport.counts().promote(source.address());
        }
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
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        observeSlowness(ctx);
    }

    private void observeSlowness(ChannelHandlerContext ctx) {
        boolean now = framer.isMidMessage() || !ctx.channel().isWritable();
        if (now && !slow) {
            slowSinceNanos = System.nanoTime();
        }
        slow = now;
        watch();
    }

    private long deadlineNanos() {
        long now = System.nanoTime();
        long idle = Math.max(lastMessageNanos + idleNanos - now, heldUntilNanos - now);
        return slow ? Math.min(idle, slowSinceNanos + messageNanos - now) : idle;
    }

    /** One timer a connection: set anew only when the deadline came nearer; when it fires early, set for the rest. */
    private void watch() {
        ChannelHandlerContext ctx = context;
        if (ctx == null || !ctx.channel().isActive()) {
            return;
        }
        long remaining = deadlineNanos();
        long at = System.nanoTime() + remaining;
        if (timer != null && !timer.isDone() && timerNanos - at <= 0) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        timerNanos = at;
        timer = ctx.executor().schedule(() -> expire(ctx), Math.max(remaining, 1), TimeUnit.NANOSECONDS);
    }

    private void expire(ChannelHandlerContext ctx) {
        if (deadlineNanos() <= 0) {
            transport.counters().timedOutConnections.increment();
            ctx.close();
        } else {
            timer = null;
            watch();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) { // a reset is the peer's business; anything else is ours
            LOG.error("event=connection_fault fault={}", cause.getClass().getName());
        }
        transport.counters().ioFaults.increment();
        ctx.close();
    }
}
