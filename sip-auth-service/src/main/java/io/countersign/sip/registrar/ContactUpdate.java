package io.countersign.sip.registrar;

import io.countersign.sip.message.ContactCursor;
import io.countersign.sip.message.HeaderCursor;
import io.countersign.sip.message.HeaderName;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.SipUri;
import io.countersign.sip.message.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one REGISTER does to the contacts of its credential (RFC 3261 section 10.3, steps 6 and 7): all of it or nothing. */
final class ContactUpdate {
    /** Of one request: each is compared with each binding. Enough to replace every binding by another, and some. */
    static final int MAX_MENTIONED_CONTACTS = 32;

    /** Of a URI, and of all Path values of a request together: what is kept of them is bounded. */
    static final int MAX_CONTACT_BYTES = 1_024;
    static final int MAX_PATH_BYTES = 2_048;

    private ContactUpdate() {}

    static Registration apply(Bindings bindings, SipMessage register, Source source, long nowSecond) {
        Registration objection = check(bindings, register);
        if (objection == Registration.DONE) {
            change(bindings, register, source, nowSecond);
        }
        return objection;
    }

    private static Registration check(Bindings bindings, SipMessage register) {
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
            if (contacts.address().uri().whole().length() > MAX_CONTACT_BYTES) {
                return Registration.MALFORMED_CONTACT;
            }
            long expires = requestedExpires(contacts, headerExpires);
            if (expires > 0 && expires < Registrar.MIN_EXPIRES_SECONDS) {
                return Registration.INTERVAL_TOO_BRIEF;
            }
            Binding known = bindings.find(contacts.address().uri());
            if (known != null && known.isNewerThan(register)) {
                return Registration.OUT_OF_ORDER;
            }
        }
        if (contacts.isMalformed() || hasTooLongAPath(register) || (star && (count > 1 || headerExpires != 0))) {
            return Registration.MALFORMED_CONTACT;
        }
        if (star) {
            return bindings.all().stream().anyMatch(binding -> binding.isNewerThan(register))
                    ? Registration.OUT_OF_ORDER
                    : Registration.DONE;
        }
        return hasRoomFor(bindings, register, count) ? Registration.DONE : Registration.TOO_MANY_CONTACTS;
    }

    private static boolean hasTooLongAPath(SipMessage register) {
        int bytes = 0;
        if (register.has(HeaderName.PATH)) {
            HeaderCursor path = register.headers(HeaderName.PATH);
            while (path.next()) {
                bytes += path.value().length();
            }
        }
        return bytes > MAX_PATH_BYTES;
    }

    /** Whether there is room for each contact when its turn comes; only a URI that isn't bound by then takes any. */
    private static boolean hasRoomFor(Bindings bindings, SipMessage register, int count) {
        if (bindings.size() + count <= Registrar.MAX_CONTACTS) { // whatever they ask for
            return true;
        }
        List<ContactUri> bound = new ArrayList<>(bindings.size() + count);
        bindings.all().forEach(binding -> bound.add(binding.uri));
        ContactCursor contacts = register.contacts();
        long headerExpires = register.expiresSeconds();
        while (contacts.next()) {
            SipUri uri = contacts.address().uri();
            @Nullable ContactUri known = bound.stream().filter(other -> other.is(uri)).findFirst().orElse(null);
            if (requestedExpires(contacts, headerExpires) == 0) {
                bound.remove(known);
            } else if (known == null) {
                if (bound.size() >= Registrar.MAX_CONTACTS) {
                    return false;
                }
                bound.add(new ContactUri(uri));
            }
        }
        return true;
    }

    /** In the same turn as {@link #hasRoomFor}, so no more than {@link Registrar#MAX_CONTACTS} come of it. */
    private static void change(Bindings bindings, SipMessage register, Source source, long nowSecond) {
        ContactCursor contacts = register.contacts();
        long headerExpires = register.expiresSeconds();
        while (contacts.next()) {
            if (contacts.isStar()) {
                List.copyOf(bindings.all()).forEach(binding -> bindings.end(binding, Binding.State.REMOVED));
                return;
            }
            SipUri uri = contacts.address().uri();
            long expires = requestedExpires(contacts, headerExpires);
            if (expires > 0) {
                bindings.refresh(bindings.bind(uri, source, nowSecond), register, source, contacts.qPerMille(), nowSecond, expires);
            } else {
                Binding known = bindings.find(uri);
                if (known != null) {
                    bindings.end(known, Binding.State.REMOVED);
                }
            }
        }
    }

    /** The contact's own, else the request's, else ours; never longer than we want to keep it. */
    private static long requestedExpires(ContactCursor contact, long headerExpires) {
        long own = contact.expiresSeconds();
        long asked = own != ContactCursor.ABSENT
                ? own
                : headerExpires != SipMessage.ABSENT ? headerExpires : Registrar.DEFAULT_EXPIRES_SECONDS;
        return Math.min(asked, Registrar.MAX_EXPIRES_SECONDS);
    }
}
