package io.countersign.command.aggregate;

import io.countersign.kafka.trace.TraceParent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.axonframework.messaging.MetaData;

/**
 * Who asked, kept beside each event.
 *
 * @param keyId the API key; empty for the operator and the system
 * @param role operator, admin, read or system
 * @param trace the trace of the request, carried on to every record that follows from the event
 */
public record Cause(
        Optional<String> keyId, String role, Optional<String> sourceIp, Optional<String> requestId, Optional<TraceParent> trace) {
    private static final String KEY_ID = "key_id";
    private static final String ROLE = "role";
    private static final String SOURCE_IP = "source_ip";
    private static final String REQUEST_ID = "request_id";

    MetaData metaData() {
        Map<String, String> entries = new HashMap<>();
        entries.put(ROLE, role);
        keyId.ifPresent(value -> entries.put(KEY_ID, value));
        sourceIp.ifPresent(value -> entries.put(SOURCE_IP, value));
        requestId.ifPresent(value -> entries.put(REQUEST_ID, value));
        trace.ifPresent(value -> entries.put(TraceParent.HEADER, value.text()));
        return MetaData.from(entries);
    }

    /** From the stored entries of an event. */
    public static Cause of(Map<String, ?> entries) {
        return new Cause(
                text(entries, KEY_ID),
                text(entries, ROLE).orElse("system"),
                text(entries, SOURCE_IP),
                text(entries, REQUEST_ID),
                text(entries, TraceParent.HEADER).flatMap(TraceParent::parse));
    }

    private static Optional<String> text(Map<String, ?> entries, String name) {
        return entries.get(name) instanceof String value ? Optional.of(value) : Optional.empty();
    }
}
