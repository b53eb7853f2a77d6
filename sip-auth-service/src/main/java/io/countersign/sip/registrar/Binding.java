package io.countersign.sip.registrar;

import io.countersign.sip.message.ContactCursor;
import io.countersign.sip.message.HeaderCursor;
import io.countersign.sip.message.HeaderName;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.Slice;
import io.countersign.sip.message.Source;
import java.io.ByteArrayOutputStream;

/** One contact of a credential. Guarded by its {@link Bindings}. */
final class Binding {
    private static final byte[] NO_PATH = new byte[0];

    final ContactUri uri;
    int qPerMille;
    long expiresAtSecond;
    private byte[] callId = NO_PATH;
    private long cseq;
    private Flow flow;
    private byte[] path = NO_PATH;

    Binding(ContactUri uri, Source source) {
        this.uri = uri;
        this.flow = Flow.of(source);
    }

    /** What a REGISTER says about it; without a change of Call-ID, flow or Path nothing is allocated. */
    void set(SipMessage register, Source source, int newQPerMille, long newExpiresAtSecond) {
        qPerMille = newQPerMille;
        expiresAtSecond = newExpiresAtSecond;
        cseq = register.cseq();
        if (!register.callId().contentEquals(callId)) {
            callId = register.callId().toBytes();
        }
        if (!flow.isOf(source)) {
            flow = Flow.of(source);
        }
        path = register.has(HeaderName.PATH) ? path(register) : NO_PATH;
    }

    /** Whether it was set by a later request of the same client than that one. */
    boolean isNewerThan(SipMessage register) {
        return cseq > register.cseq() && register.callId().contentEquals(callId);
    }

    Flow flow() {
        return flow;
    }

    /** All Path values, joined by commas (RFC 3327 section 5.3); empty when there are none. */
    byte[] path() {
        return path.clone();
    }

    boolean hasQ() {
        return qPerMille != ContactCursor.ABSENT;
    }

    private static byte[] path(SipMessage register) {
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        HeaderCursor headers = register.headers(HeaderName.PATH);
        while (headers.next()) {
            if (path.size() > 0) {
                path.write(',');
            }
            Slice value = headers.value();
            path.write(value.array(), value.offset(), value.length());
        }
        return path.toByteArray();
    }
}
