package io.countersign.bench.sip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One connection over TLS that registers once its handshake is done, and then only is there. Owned by its event loop; others may ask whether
 * it is still open, and ping.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on a channel comes back as exceptionCaught or channelInactive
final class TlsPhone extends SimpleChannelInboundHandler<ByteBuf> {
    private static final int EXPIRES_SECONDS = 3_600;
    private static final int FIRST = 1;
    private static final int SECOND = 2;
    private static final int MAX_ANSWER_BYTES = 4_096;
    private static final byte[] PING = {'\r', '\n', '\r', '\n'};

    private final SipAccount account;
    private final CompletableFuture<TlsPhone> registered = new CompletableFuture<>();
    private final CompletableFuture<TlsPhone> ponged = new CompletableFuture<>();
    private @Nullable RegisterTemplate template;
    private byte @Nullable [] answer = new byte[MAX_ANSWER_BYTES];
    private int length;
    private volatile @Nullable Channel channel;

    TlsPhone(SipAccount account) {
        this.account = account;
    }

    /** Done with the 200, or in vain. */
    CompletableFuture<TlsPhone> registered() {
        return registered;
    }

    boolean isOpen() {
        Channel open = channel;
        return open != null && open.isActive();
    }

    /** Asks for a sign of life (RFC 5626 section 4.4.1); done with the answer, or in vain. Once only. */
    CompletableFuture<TlsPhone> ping() {
        Channel open = channel;
        if (open == null) {
            return CompletableFuture.failedFuture(new IOException("not connected"));
        }
        open.writeAndFlush(Unpooled.wrappedBuffer(PING), open.voidPromise());
        return ponged;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            channel = ctx.channel();
            template = new RegisterTemplate(account, (InetSocketAddress) ctx.channel().localAddress(), "TLS", EXPIRES_SECONDS);
            ByteBuffer request = ByteBuffer.allocate(RegisterTemplate.MAX_BYTES);
            template.writeFirst(request, FIRST, hashCode());
            send(ctx, request);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf part) {
        byte[] bytes = answer;
        RegisterTemplate register = template;
        if (bytes == null || register == null) {
            ponged.complete(this);
            return;
        }
        int count = Math.min(part.readableBytes(), bytes.length - length);
        part.readBytes(bytes, length, count);
        length += count;
        if (length < PING.length || !endsWithEmptyLine(bytes, length)) {
            return;
        }
        int status = Answer.status(bytes, length);
        if (status == 401 && Answer.token(bytes, length) == FIRST) {
            ByteBuffer request = ByteBuffer.allocate(RegisterTemplate.MAX_BYTES);
            register.writeSecond(request, SECOND, hashCode(), Answer.challenge(bytes, length, account.ha1().algorithm()).orElseThrow());
            length = 0;
            send(ctx, request);
        } else if (status == 200) {
            answer = null; // ten thousand phones live in this process
            template = null;
            registered.complete(this);
        } else {
            fail(ctx, new IOException("a REGISTER got " + status + " (expected: 401, then 200)"));
        }
    }

    private static boolean endsWithEmptyLine(byte[] bytes, int end) {
        for (int i = 0; i < PING.length; i++) {
            if (bytes[end - PING.length + i] != PING[i]) {
                return false;
            }
        }
        return true;
    }

    private static void send(ChannelHandlerContext ctx, ByteBuffer request) {
        ctx.writeAndFlush(Unpooled.wrappedBuffer(request.flip()), ctx.voidPromise());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        IOException end = new IOException("the server closed the connection");
        registered.completeExceptionally(end);
        ponged.completeExceptionally(end);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx, cause);
    }

    private void fail(ChannelHandlerContext ctx, Throwable cause) {
        registered.completeExceptionally(cause);
        ponged.completeExceptionally(cause);
        ctx.close();
    }
}
