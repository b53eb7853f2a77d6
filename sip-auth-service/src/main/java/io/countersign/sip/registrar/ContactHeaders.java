package io.countersign.sip.registrar;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.countersign.sip.message.ResponseWriter;
import java.util.List;

/** Writes a Contact header for each binding (RFC 3261 section 10.3, step 8). */
final class ContactHeaders {
    private static final byte[] CONTACT = "Contact".getBytes(US_ASCII);
    private static final byte[] EXPIRES = ">;expires=".getBytes(US_ASCII);
    private static final byte[] Q = ";q=".getBytes(US_ASCII);

    private ContactHeaders() {}

    static void write(List<Binding> bindings, ResponseWriter out, long nowSecond) {
        for (int i = 0; i < bindings.size(); i++) {
            Binding binding = bindings.get(i);
            if (binding.expiresAtSecond <= nowSecond) {
                continue;
            }
            out.header(CONTACT).write((byte) '<').write(binding.uri.bytes());
            out.write(EXPIRES).write(binding.expiresAtSecond - nowSecond);
            if (binding.hasQ()) {
                writeQ(out.write(Q), binding.qPerMille);
            }
            out.endLine();
        }
    }

    /** qvalue: at most three decimals (RFC 3261 section 25.1). */
    private static void writeQ(ResponseWriter out, int perMille) {
        out.write(perMille / 1000L);
        if (perMille % 1000 != 0) {
            out.write((byte) '.');
            for (int rest = perMille % 1000; rest > 0; rest = rest % 100 * 10) {
                out.write(rest / 100L);
            }
        }
    }
}
