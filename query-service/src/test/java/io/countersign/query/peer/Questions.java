package io.countersign.query.peer;

import io.countersign.keysets.TokenKeyset;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** What an instance would send another; for tests that send it from outside. */
public final class Questions {
    public static final String PATH = PeerFilter.PATH;
    public static final String HEADER = PeerSeal.QUESTION_HEADER;

    private Questions() {}

    /** The header of a question that was asked at a time. */
    public static String header(TokenKeyset keyset, Instant asked, String address, byte[] body) {
        return new PeerSeal(keyset, Clock.fixed(asked, ZoneOffset.UTC)).question(address, body);
    }
}
