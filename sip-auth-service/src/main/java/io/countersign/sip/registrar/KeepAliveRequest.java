package io.countersign.sip.registrar;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.countersign.sip.message.SentBy;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The OPTIONS that keeps a NAT's mapping open: any datagram would, and this one also shows the phone that we are there (RFC
 * 3261 section 11.1). Its answer is recognised by the branch and dropped. Owned by one thread.
 */
final class KeepAliveRequest {
    /** What fits into one packet on any usual way. */
    static final int MAX_BYTES = 1_300;

    private final KeepAliveBranch branch;
    private final SentBy sentBy;

    /** @param sentBy where the node is reached, as it says itself */
    KeepAliveRequest(KeepAliveBranch branch, SentBy sentBy) {
        this.branch = branch;
        this.sentBy = sentBy;
    }

    /** Empty when it would be larger than {@link #MAX_BYTES}. */
    Optional<byte[]> to(ContactUri contact, byte[] path) {
        long number = ThreadLocalRandom.current().nextLong();
        String ours = sentBy.toString();
        String id = HexFormat.of().toHexDigits(number);
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        line(out, "OPTIONS ", contact.bytes(), contact.requestUriBytes(), " SIP/2.0");
        line(out, "Via: SIP/2.0/UDP " + ours + ";rport;branch=" + branch.of(number));
        line(out, "Max-Forwards: 70");
        if (path.length > 0) {
            line(out, "Route: ", path, path.length, "");
        }
        line(out, "From: <sip:" + ours + ">;tag=" + id);
        line(out, "To: <", contact.bytes(), contact.requestUriBytes(), ">");
        line(out, "Call-ID: " + id + "@" + ours);
        line(out, "CSeq: 1 OPTIONS");
        line(out, "Content-Length: 0");
        line(out, "");
        return out.size() > MAX_BYTES ? Optional.empty() : Optional.of(out.toByteArray());
    }

    private static void line(ByteArrayOutputStream out, String text) {
        out.writeBytes((text + "\r\n").getBytes(US_ASCII));
    }

    private static void line(ByteArrayOutputStream out, String before, byte[] bytes, int length, String after) {
        out.writeBytes(before.getBytes(US_ASCII));
        out.write(bytes, 0, length);
        line(out, after);
    }
}
