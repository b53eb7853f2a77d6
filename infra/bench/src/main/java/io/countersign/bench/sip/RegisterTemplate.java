package io.countersign.bench.sip;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.digest.DigestAuthorization;
import io.countersign.digest.DigestChallenge;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * The REGISTER requests of one account from one local port: written once, then only filled in. The same bytes go to
 * every server under test.
 */
final class RegisterTemplate {
    /** RFC 3261 section 8.1.1.7: a branch begins with z9hG4bK. The rest is ours, so that strays aren't taken for answers. */
    static final String BRANCH = "z9hG4bKcsb";

    /** A token is a non-negative long in hexadecimal digits. */
    static final int TOKEN_CHARS = 16;

    static final int MAX_BYTES = 2048;

    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    private static final byte[] CSEQ_FIRST = "\r\nCSeq: 1 REGISTER\r\n".getBytes(US_ASCII);
    private static final byte[] CSEQ_SECOND = "\r\nCSeq: 2 REGISTER\r\n".getBytes(US_ASCII);
    private static final byte[] AUTHORIZATION = "Authorization: ".getBytes(US_ASCII);
    private static final byte[] LINE_END = "\r\n".getBytes(US_ASCII);
    private static final int FIRST_USE = 1;

    private final SipAccount account;
    private final String uri;
    private final byte[] untilBranch;
    private final byte[] untilTag;
    private final byte[] untilCallId;
    private final byte[] end;

    /** Over UDP. */
    RegisterTemplate(SipAccount account, InetSocketAddress source) {
        this(account, source, "UDP", 300);
    }

    RegisterTemplate(SipAccount account, InetSocketAddress source, String transport, int expiresSeconds) {
        String local = source.getAddress().getHostAddress() + ":" + source.getPort();
        String address = "sip:" + account.username() + "@" + account.domain();
        this.account = account;
        this.uri = "sip:" + account.domain();
        this.untilBranch =
                ("REGISTER " + uri + " SIP/2.0\r\nVia: SIP/2.0/" + transport + " " + local + ";rport;branch=" + BRANCH).getBytes(UTF_8);
        this.untilTag = ("\r\nMax-Forwards: 70\r\nFrom: <" + address + ">;tag=").getBytes(UTF_8);
        this.untilCallId = ("\r\nTo: <" + address + ">\r\nCall-ID: ").getBytes(UTF_8);
        this.end = ("Contact: <sip:" + account.username() + "@" + local + ">;expires=" + expiresSeconds + "\r\n"
                        + "User-Agent: countersign-bench\r\nContent-Length: 0\r\n\r\n")
                .getBytes(UTF_8);
    }

    /** The first request of a pair: without credentials. */
    void writeFirst(ByteBuffer out, long token, long call) {
        writeStart(out, token, call);
        out.put(CSEQ_FIRST).put(end);
    }

    /** The second request of a pair: the challenge's answer (RFC 7616 section 3.4, RFC 3261 section 22.2). */
    void writeSecond(ByteBuffer out, long token, long call, DigestChallenge challenge) {
        String clientNonce = Long.toHexString(token | Long.MIN_VALUE);
        String value = new DigestAuthorization(challenge, account.username(), account.ha1(), FIRST_USE, clientNonce)
                .value("REGISTER", uri);
        writeStart(out, token, call);
        out.put(CSEQ_SECOND).put(AUTHORIZATION).put(value.getBytes(UTF_8)).put(LINE_END).put(end);
    }

    private void writeStart(ByteBuffer out, long token, long call) {
        out.clear();
        out.put(untilBranch);
        putHex(out, token);
        out.put(untilTag);
        putHex(out, call);
        out.put(untilCallId);
        putHex(out, call);
    }

    private static void putHex(ByteBuffer out, long value) {
        for (int shift = 4 * (TOKEN_CHARS - 1); shift >= 0; shift -= 4) {
            out.put(HEX[(int) (value >>> shift) & 0x0f]);
        }
    }
}
