package io.countersign.sip.decision;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.countersign.sip.account.Account;
import io.countersign.sip.message.HeaderCursor;
import io.countersign.sip.message.HeaderName;
import io.countersign.sip.message.OptionTagCursor;
import io.countersign.sip.message.ResponseWriter;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.StatusLine;
import io.countersign.sip.registrar.Registrar;
import io.countersign.sip.registrar.Registration;

/** Lets the registrar do what a verified REGISTER asks for, and writes the answer. Owned by one worker. */
final class RegisterResponses {
    private static final StatusLine TOO_MANY_CONTACTS = StatusLine.of(403, "Too many contacts");
    private static final StatusLine MALFORMED_CONTACT = StatusLine.of(400, "Malformed Contact");
    private static final StatusLine OUT_OF_ORDER = StatusLine.of(500, "Older CSeq");
    private static final byte[] MIN_EXPIRES = "Min-Expires".getBytes(US_ASCII);
    private static final byte[] PATH = "Path".getBytes(US_ASCII);
    private static final byte[] PATH_TAG = "path".getBytes(US_ASCII);

    private final Registrar registrar;

    RegisterResponses(Registrar registrar) {
        this.registrar = registrar;
    }

    /** Registers, and writes a complete answer; for a credential that has ended meanwhile there is none. */
    Registration register(RequestContext context, Account account, byte[] toTag, ResponseWriter out) {
        out.begin(context.message, context.source, StatusLine.OK, toTag, context.replyPort());
        Registration result = registrar.register(account, context.message, context.source, context.nowSecond, out);
        if (result == Registration.DONE) {
            finishBindings(context, out);
        } else {
            writeRefusal(context, result, toTag, out);
        }
        return result;
    }

    /** What {@link #register} wrote for that result, with the bindings as they are now; registers nothing. */
    void writeAgain(RequestContext context, Account account, Registration result, byte[] toTag, ResponseWriter out) {
        if (result != Registration.DONE) {
            writeRefusal(context, result, toTag, out);
            return;
        }
        out.begin(context.message, context.source, StatusLine.OK, toTag, context.replyPort());
        registrar.writeContacts(account, out, context.nowSecond);
        finishBindings(context, out);
    }

    private static void writeRefusal(RequestContext context, Registration result, byte[] toTag, ResponseWriter out) {
        switch (result) {
            case MALFORMED_CONTACT -> write(context, MALFORMED_CONTACT, toTag, out);
            case TOO_MANY_CONTACTS -> write(context, TOO_MANY_CONTACTS, toTag, out);
            case OUT_OF_ORDER -> write(context, OUT_OF_ORDER, toTag, out);
            case INTERVAL_TOO_BRIEF -> {
                out.begin(context.message, context.source, StatusLine.INTERVAL_TOO_BRIEF, toTag, context.replyPort());
                out.header(MIN_EXPIRES).write(Registrar.MIN_EXPIRES_SECONDS).endLine();
                out.finish();
            }
            case DONE, CREDENTIAL_ENDED -> out.clear();
        }
    }

    /** Behind the bindings as they are now (RFC 3261 section 10.3, step 8). */
    private static void finishBindings(RequestContext context, ResponseWriter out) {
        if (context.message.has(HeaderName.PATH) && understandsPath(context.message)) {
            writePath(context.message, out);
        }
        out.finish();
    }

    private static void write(RequestContext context, StatusLine status, byte[] toTag, ResponseWriter out) {
        out.begin(context.message, context.source, status, toTag, context.replyPort());
        out.finish();
    }

    private static boolean understandsPath(SipMessage register) {
        OptionTagCursor tags = register.optionTags(HeaderName.SUPPORTED);
        while (tags.next()) {
            if (tags.tag().equalsIgnoreCase(PATH_TAG)) {
                return true;
            }
        }
        return false;
    }

    /** RFC 3327 section 5.3: the values go back to a client that understands them. */
    private static void writePath(SipMessage register, ResponseWriter out) {
        HeaderCursor path = register.headers(HeaderName.PATH);
        while (path.next()) {
            out.header(PATH).write(path.value()).endLine();
        }
    }
}
