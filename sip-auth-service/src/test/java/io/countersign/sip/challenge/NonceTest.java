package io.countersign.sip.challenge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NonceTest {
    private static final long NOW = 1_795_000_000L;
    private static final long DAY = 86_400;
    private static final byte[] REALM = "trunk-abc.sip.example".getBytes(US_ASCII);
    private static final byte[] SOURCE = {(byte) 192, 0, 2, 17};
    private static final int INCARNATION = 0x5ca1ab1e;

    @Test
    void aFreshNonceIsIssuedAndCurrentAndFitsInto64Characters() {
        byte[] nonce = issue(INCARNATION, SOURCE, NOW);
        NonceVerifier verifier = verifier(INCARNATION);

        assertThat(nonce).hasSizeLessThanOrEqualTo(64);
        assertThat(issued(verifier, nonce, REALM, SOURCE, NOW)).isTrue();
        assertThat(verifier.current(NOW)).isTrue();
        assertThat(verifier.issuedAtSecond()).isEqualTo(NOW);
    }

    @Test
    void noChangedCharacterKeepsANonceIssued() {
        byte[] nonce = issue(INCARNATION, SOURCE, NOW);
        NonceVerifier verifier = verifier(INCARNATION);

        for (int at = 0; at < nonce.length; at++) {
            byte[] forged = nonce.clone();
            forged[at] = (byte) (forged[at] == 'A' ? 'B' : 'A');
            assertThat(issued(verifier, forged, REALM, SOURCE, NOW)).as("character %d", at).isFalse();
        }
    }

    @Test
    void theMacHasAKeyOfItsOwnAndUsesAllItsBits() {
        byte[] nonce = new byte[NonceFormat.BYTES];
        assertThat(NonceFormat.decode(issue(INCARNATION, SOURCE, NOW), 0, NonceIssuer.CHARS, nonce)).isTrue();

        KeyedHash expected = new KeyedHash(key("nonce/mac/" + NOW / DAY, KeyedHash.KEY_BYTES))
                .update(nonce, 0, NonceFormat.MAC_AT)
                .update(REALM, 0, REALM.length)
                .finish();

        assertThat(ByteBuffer.wrap(nonce, NonceFormat.MAC_AT, NonceFormat.MAC_BYTES).asLongBuffer())
                .isEqualTo(LongBuffer.wrap(new long[] {expected.first(), expected.second()}));
    }

    @Test
    void textsOfAnotherFormAreNotIssued() {
        NonceVerifier verifier = verifier(INCARNATION);
        byte[] nonce = issue(INCARNATION, SOURCE, NOW);

        for (int length = 0; length < nonce.length; length++) {
            assertThat(issued(verifier, Arrays.copyOf(nonce, length), REALM, SOURCE, NOW)).isFalse();
        }
        assertThat(issued(verifier, Arrays.copyOf(nonce, nonce.length + 1), REALM, SOURCE, NOW)).isFalse();
        byte[] highBit = nonce.clone();
        highBit[5] = (byte) 0xc3;
        assertThat(issued(verifier, highBit, REALM, SOURCE, NOW)).isFalse();
    }

    @Test
    void aNonceOfAnotherRealmIsNotIssued() {
        byte[] nonce = issue(INCARNATION, SOURCE, NOW);

        assertThat(issued(verifier(INCARNATION), nonce, "trunk-abd.sip.example".getBytes(US_ASCII), SOURCE, NOW)).isFalse();
    }

    @Test
    void aNonceIsCurrentForItsLifetimeAndStaleAfterIt() {
        byte[] nonce = issue(INCARNATION, SOURCE, NOW);
        NonceVerifier verifier = verifier(INCARNATION);

        assertThat(issued(verifier, nonce, REALM, SOURCE, NOW + 301)).isTrue();
        assertThat(verifier.current(NOW + 300)).isTrue();
        assertThat(verifier.current(NOW + 301)).isFalse();
        assertThat(verifier.current(NOW - NonceVerifier.CLOCK_SET_BACK_SECONDS)).isTrue();
        assertThat(verifier.current(NOW - NonceVerifier.CLOCK_SET_BACK_SECONDS - 1)).isFalse();
    }

    @Test
    void aNonceOfAnotherIncarnationIsIssuedButStale() {
        byte[] nonce = issue(INCARNATION + 1, SOURCE, NOW);
        NonceVerifier verifier = verifier(INCARNATION);

        assertThat(issued(verifier, nonce, REALM, SOURCE, NOW)).isTrue();
        assertThat(verifier.current(NOW)).isFalse();
    }

    @Test
    void aNonceUsedFromAnotherSourceIsIssuedButStale() {
        byte[] nonce = issue(INCARNATION, SOURCE, NOW);
        NonceVerifier verifier = verifier(INCARNATION);

        assertThat(issued(verifier, nonce, REALM, new byte[] {(byte) 192, 0, 2, 18}, NOW)).isTrue();
        assertThat(verifier.current(NOW)).isFalse();
    }

    @Test
    void anIpv6SourceIsItsNetwork() {
        byte[] source = new byte[16];
        source[0] = 0x20;
        byte[] neighbour = source.clone();
        neighbour[15] = 9;
        byte[] otherNetwork = source.clone();
        otherNetwork[7] = 1;
        byte[] nonce = issue(INCARNATION, source, NOW);
        NonceVerifier verifier = verifier(INCARNATION);

        assertThat(issued(verifier, nonce, REALM, neighbour, NOW) && verifier.current(NOW)).isTrue();
        assertThat(issued(verifier, nonce, REALM, otherNetwork, NOW)).isTrue();
        assertThat(verifier.current(NOW)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "24, 64, 192.0.2.17,  192.0.2.200,   true",
        "24, 64, 192.0.2.17,  192.0.3.17,    false",
        "20, 64, 192.0.16.1,  192.0.31.255,  true",
        "20, 64, 192.0.16.1,  192.0.32.1,    false",
        "32, 48, 2001:db8::1, 2001:db8:0:ffff::1,    true",
        "32, 48, 2001:db8::1, 2001:db8:1::1,         false",
        "32, 52, 2001:db8::1, 2001:db8:0:fff::1,     true",
        "32, 52, 2001:db8::1, 2001:db8:0:1000::1,    false",
        "32, 128, 2001:db8::1, 2001:db8::2,          false",
    })
    void aNonceIsForTheConfiguredPrefixOfItsSource(int ipv4PrefixBits, int ipv6PrefixBits, String issuedTo, String usedBy, boolean current) {
        NonceSettings settings = new NonceSettings(NonceSettings.LIFETIME, ipv4PrefixBits, ipv6PrefixBits, NonceSettings.DEFAULT.windowNonces());
        byte[] nonce = new byte[NonceIssuer.CHARS];
        new NonceIssuer(NonceTest::key, settings, INCARNATION, NOW).issue(REALM, 0, REALM.length, address(issuedTo), NOW, nonce, 0);
        NonceVerifier verifier = new NonceVerifier(NonceTest::key, settings, INCARNATION, NOW);

        assertThat(issued(verifier, nonce, REALM, address(usedBy), NOW)).isTrue();
        assertThat(verifier.current(NOW)).isEqualTo(current);
    }

    @Test
    void yesterdaysKeyIsAcceptedAndOlderOnesAreNot() {
        byte[] nonce = issue(INCARNATION, SOURCE, NOW);
        NonceVerifier verifier = verifier(INCARNATION);

        assertThat(issued(verifier, nonce, REALM, SOURCE, NOW + DAY)).isTrue();
        assertThat(verifier.current(NOW + DAY)).isFalse();
        assertThat(issued(verifier, nonce, REALM, SOURCE, NOW + 2 * DAY)).isFalse();
    }

    @Test
    void noncesDoNotRepeat() {
        Set<String> seen = new HashSet<>();
        NonceIssuer issuer = new NonceIssuer(NonceTest::key, NonceSettings.DEFAULT, INCARNATION, NOW);
        byte[] nonce = new byte[NonceIssuer.CHARS];

        for (int i = 0; i < 10_000; i++) {
            issuer.issue(REALM, 0, REALM.length, SOURCE, NOW, nonce, 0);
            assertThat(seen.add(new String(nonce, US_ASCII))).isTrue();
        }
    }

    private static NonceVerifier verifier(int incarnation) {
        return new NonceVerifier(NonceTest::key, NonceSettings.DEFAULT, incarnation, NOW);
    }

    private static byte[] issue(int incarnation, byte[] source, long now) {
        byte[] nonce = new byte[NonceIssuer.CHARS];
        new NonceIssuer(NonceTest::key, NonceSettings.DEFAULT, incarnation, now)
                .issue(REALM, 0, REALM.length, source, now, nonce, 0);
        return nonce;
    }

    private static boolean issued(NonceVerifier verifier, byte[] nonce, byte[] realm, byte[] source, long now) {
        return verifier.issued(nonce, 0, nonce.length, realm, 0, realm.length, source, now);
    }

    private static byte[] address(String literal) {
        return InetAddress.ofLiteral(literal).getAddress();
    }

    private static byte[] key(String label, int bytes) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-512").digest(label.getBytes(US_ASCII)), bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
