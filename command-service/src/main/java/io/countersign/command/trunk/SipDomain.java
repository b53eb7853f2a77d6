package io.countersign.command.trunk;

import java.util.Locale;
import java.util.regex.Pattern;

/** The domain of a trunk, which is its digest realm as well and never changes: a DNS name of at most 253 characters. */
public record SipDomain(String text) {
    private static final int MAX_CHARS = 253;
    private static final Pattern LABEL_DOTTED =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    public SipDomain {
        if (text.length() > MAX_CHARS || !LABEL_DOTTED.matcher(text).matches()) {
            throw new IllegalArgumentException("SIP domain " + text + " (expected: a lower-case DNS name)");
        }
    }

    /** {@code trunk-abc.<base>} for {@code trunk_abc}. */
    public static SipDomain of(TrunkId trunk, SipDomain base) {
        return new SipDomain(trunk.text().replace('_', '-') + "." + base.text());
    }

    /** The base domain of an installation, as configured. */
    public static SipDomain base(String configured) {
        return new SipDomain(configured.toLowerCase(Locale.ROOT));
    }
}
