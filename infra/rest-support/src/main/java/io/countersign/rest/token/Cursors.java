package io.countersign.rest.token;

import io.countersign.keysets.TokenKeyset;
import java.util.Optional;

/**
 * Paging cursors: opaque to customers, valid only for the list they were made for. The purpose names that list with its
 * ids and filters, for example {@code credentials/trunk_abc}.
 */
public final class Cursors {
    private static final String PURPOSE = "cursor/";

    private final SignedText signed;

    public Cursors(TokenKeyset keyset) {
        this.signed = new SignedText(keyset);
    }

    /** The text of {@code next}: where the page ended. */
    public String format(String purpose, String position) {
        return signed.sign(PURPOSE + purpose, position);
    }

    /** The position in a text that {@link #format} made for the same purpose; else nothing. */
    public Optional<String> parse(String purpose, String text) {
        return signed.verify(PURPOSE + purpose, text);
    }
}
