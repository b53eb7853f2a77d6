package io.countersign.kafka.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The {@code traceparent} of a Kafka record: a header beside it, so no schema knows of it. */
public final class TraceHeader {
    private TraceHeader() {}

    /** The trace that a record belongs to; nothing where the header is missing or malformed. */
    public static Optional<TraceParent> of(Headers headers) {
        Header header = headers.lastHeader(TraceParent.HEADER);
        return header == null || header.value() == null
                ? Optional.empty()
                : TraceParent.parse(new String(header.value(), ISO_8859_1));
    }

    /** Marks a record that is to be sent. */
    public static void set(Headers headers, TraceParent trace) {
        headers.remove(TraceParent.HEADER);
        headers.add(TraceParent.HEADER, trace.text().getBytes(ISO_8859_1));
    }

    /** What a record that follows from another carries on: the trace, and no other header. */
    public static Headers carriedOn(Headers headers) {
        Headers carried = new RecordHeaders();
        of(headers).ifPresent(trace -> set(carried, trace));
        return carried;
    }
}
