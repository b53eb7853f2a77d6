package io.countersign.sip.registrar;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.countersign.sip.message.ContactCursor;
import io.countersign.sip.message.ResponseWriter;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.SipUri;
import io.countersign.sip.message.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The contacts of one credential. Guarded by its own monitor, which {@link Registrar} holds. */
final class Bindings {
    private static final byte[] CONTACT = "Contact".getBytes(US_ASCII);
    private static final byte[] EXPIRES = ">;expires=".getBytes(US_ASCII);
    private static final byte[] Q = ";q=".getBytes(US_ASCII);

    /** Of one request: each is compared with each binding. Enough to replace every binding by another, and some. */
    static final int MAX_MENTIONED_CONTACTS = 32;

    private final List<Binding> bindings = new ArrayList<>(1);
    /** No longer the registrar's: whoever still holds it asks again. */
    private boolean abandoned;

    boolean isAbandoned() {
        return abandoned;
    }

    void abandon() {
        abandoned = true;
        bindings.clear();
    }

    int size() {
        return bindings.size();
    }

    void expire(long nowSecond) {
        for (int i = bindings.size() - 1; i >= 0; i--) {
            if (bindings.get(i).expiresAtSecond <= nowSecond) {
                bindings.remove(i);
            }
        }
    }

    /** All of what the request asks for, or nothing of it (RFC 3261 section 10.3, step 7). */
    Registration update(SipMessage register, Source source, long nowSecond) {
        Registration objection = check(register);
        if (objection == Registration.DONE) {
            apply(register, source, nowSecond);
        }
        return objection;
    }

    /** When the last binding on that connection ends; 0 when there is none. */
    long lastEndSecond(long connectionId) {
        long last = 0;
        for (int i = 0; i < bindings.size(); i++) {
            Binding binding = bindings.get(i);
            if (binding.flow().connectionId() == connectionId) {
                last = Math.max(last, binding.expiresAtSecond);
            }
        }
        return last;
    }

    /** Ends what is reached by a connection that is no more; 0 is no connection. */
    void endFlow(long connectionId) {
        bindings.removeIf(binding -> binding.flow().connectionId() == connectionId);
    }

    /** A Contact header for each binding (step 8). */
    void write(ResponseWriter out, long nowSecond) {
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

    /** The bindings now; copies of the list. */
    List<Binding> list() {
        return List.copyOf(bindings);
    }

    private Registration check(SipMessage register) {
        ContactCursor contacts = register.contacts();
        long headerExpires = register.expiresSeconds();
        int count = 0;
        boolean star = false;
        while (contacts.next()) {
            if (++count > MAX_MENTIONED_CONTACTS) {
                return Registration.TOO_MANY_CONTACTS;
            }
            if (contacts.isStar()) {
                star = true;
                continue;
            }
            long expires = requestedExpires(contacts, headerExpires);
            if (expires > 0 && expires < Registrar.MIN_EXPIRES_SECONDS) {
                return Registration.INTERVAL_TOO_BRIEF;
            }
            Binding known = find(contacts.address().uri());
            if (known != null && known.isNewerThan(register)) {
                return Registration.OUT_OF_ORDER;
            }
        }
        if (contacts.isMalformed() || (star && (count > 1 || headerExpires != 0))) {
            return Registration.MALFORMED_CONTACT;
        }
        if (star) {
            return bindings.stream().anyMatch(binding -> binding.isNewerThan(register))
                    ? Registration.OUT_OF_ORDER
                    : Registration.DONE;
        }
        return hasRoomFor(register, count) ? Registration.DONE : Registration.TOO_MANY_CONTACTS;
    }

    /** Whether there is room for each contact when its turn comes; only a URI that isn't bound by then takes any. */
    private boolean hasRoomFor(SipMessage register, int count) {
        if (bindings.size() + count <= Registrar.MAX_CONTACTS) { // whatever they ask for
            return true;
        }
        List<ContactUri> bound = new ArrayList<>(bindings.size() + count);
        bindings.forEach(binding -> bound.add(binding.uri));
        ContactCursor contacts = register.contacts();
        long headerExpires = register.expiresSeconds();
        while (contacts.next()) {
            SipUri uri = contacts.address().uri();
            ContactUri known = bound.stream().filter(other -> other.is(uri)).findFirst().orElse(null);
            if (requestedExpires(contacts, headerExpires) == 0) {
                bound.remove(known);
            } else if (known == null) {
                if (bound.size() == Registrar.MAX_CONTACTS) {
                    return false;
                }
                bound.add(new ContactUri(uri));
            }
        }
        return true;
    }

    /** In the same turn as {@link #hasRoomFor}, so there are never more than {@link Registrar#MAX_CONTACTS}. */
    private void apply(SipMessage register, Source source, long nowSecond) {
        ContactCursor contacts = register.contacts();
        long headerExpires = register.expiresSeconds();
        while (contacts.next()) {
            if (contacts.isStar()) {
                bindings.clear();
                return;
            }
            long expires = requestedExpires(contacts, headerExpires);
            Binding binding = find(contacts.address().uri());
            if (expires == 0) {
                bindings.remove(binding);
                continue;
            }
            if (binding == null) {
                binding = new Binding(new ContactUri(contacts.address().uri()), source);
                bindings.add(binding);
            }
            binding.set(register, source, contacts.qPerMille(), nowSecond + expires);
        }
    }

    private @Nullable Binding find(SipUri uri) {
        for (int i = 0; i < bindings.size(); i++) {
            if (bindings.get(i).uri.is(uri)) {
                return bindings.get(i);
            }
        }
        return null;
    }

    /** The contact's own, else the request's, else ours; never longer than we want to keep it. */
    private static long requestedExpires(ContactCursor contact, long headerExpires) {
        long own = contact.expiresSeconds();
        long asked = own != ContactCursor.ABSENT
                ? own
                : headerExpires != SipMessage.ABSENT ? headerExpires : Registrar.DEFAULT_EXPIRES_SECONDS;
        return Math.min(asked, Registrar.MAX_EXPIRES_SECONDS);
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
