package io.countersign.sip.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What a stream carried, as text, in its order. */
final class StreamContents implements StreamFramer.Sink {
    private static final int MAX_PART_BYTES = 200;

    private final List<String> seen = new ArrayList<>();

    @Override
    public boolean message(SipMessage message) {
        seen.add(message.method() + " " + message.defect() + " " + message.callId().text() + " " + message.body().text()
                + " " + message.lengthBytes());
        return true;
    }

    @Override
    public void keepAlive() {
        seen.add("keep-alive");
    }

    List<String> seen() {
        return seen;
    }

    /** Feeds it whole, or in random parts; stops where the framer does. The bytes are copied: they are written to. */
    static List<String> read(byte[] bytes, @Nullable Random parts) {
        StreamContents sink = new StreamContents();
        StreamFramer framer = new StreamFramer();
        SipParser parser = new SipParser();
        int at = 0;
        boolean open = true;
        while (open && at < bytes.length) {
            int length = parts == null ? bytes.length : Math.min(bytes.length - at, 1 + parts.nextInt(MAX_PART_BYTES));
            byte[] part = Arrays.copyOfRange(bytes, at, at + length);
            open = framer.feed(part, 0, length, parser, sink);
            at += length;
        }
        return sink.seen;
    }
}
