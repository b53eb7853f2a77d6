package io.countersign.sip.decision;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.countersign.sip.message.HeaderName;
import io.countersign.sip.message.Method;
import io.countersign.sip.message.OptionTagCursor;
import io.countersign.sip.message.ResponseWriter;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.SipUri;
import io.countersign.sip.message.StatusLine;
import org.jspecify.annotations.Nullable;

/** Validates a request as a proxy does before it asks who is calling, in the order of RFC 3261 section 16.3. */
final class RequestValidation {
    private static final byte[] PATH = "path".getBytes(US_ASCII);
    private static final byte[] UNSUPPORTED = "Unsupported".getBytes(US_ASCII);

    private RequestValidation() {}

    /** The first thing wrong with a well-formed request; null when there is none. */
    static @Nullable StatusLine validate(SipMessage request) {
        if (!request.isSip20()) return StatusLine.VERSION_NOT_SUPPORTED;
        if (request.requestUri().scheme() == SipUri.Scheme.OTHER) return StatusLine.UNSUPPORTED_URI_SCHEME;
        if (request.maxForwards() == 0) return StatusLine.TOO_MANY_HOPS;
        if (request.method() == Method.CANCEL) return null; // 20.32: Require has no meaning there
        StatusLine required = toExtensions(request, HeaderName.REQUIRE);
        return required != null ? required : toExtensions(request, HeaderName.PROXY_REQUIRE);
    }

    /** Writes Unsupported with what is unknown (20.40). */
    static void writeUnsupported(SipMessage request, ResponseWriter out) {
        out.header(UNSUPPORTED);
        int start = out.length();
        writeUnsupported(request, HeaderName.REQUIRE, start, out);
        writeUnsupported(request, HeaderName.PROXY_REQUIRE, start, out);
        out.endLine();
    }

    private static @Nullable StatusLine toExtensions(SipMessage request, HeaderName header) {
        if (!request.has(header)) {
            return null;
        }
        OptionTagCursor tags = request.optionTags(header);
        boolean unknown = false;
        while (tags.next()) {
            unknown |= !isSupported(request, tags);
        }
        return tags.isMalformed() ? StatusLine.BAD_REQUEST : unknown ? StatusLine.BAD_EXTENSION : null;
    }

    private static void writeUnsupported(SipMessage request, HeaderName header, int start, ResponseWriter out) {
        OptionTagCursor tags = request.optionTags(header);
        while (tags.next()) {
            if (!isSupported(request, tags)) {
                if (out.length() > start) {
                    out.write((byte) ',').write((byte) ' ');
                }
                out.write(tags.tag());
            }
        }
    }

    private static boolean isSupported(SipMessage request, OptionTagCursor tags) {
        return request.method() == Method.REGISTER && tags.tag().equalsIgnoreCase(PATH);
    }
}
