package io.countersign.sip.message;

import static io.countersign.sip.message.DigestCredentials.Form.DIGEST;
import static io.countersign.sip.message.DigestCredentials.Form.MALFORMED;
import static io.countersign.sip.message.DigestCredentials.Form.OTHER_SCHEME;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestCredentialsTest {
    private static final String GOOD = "Digest username=\"bob\", realm=\"biloxi.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c0\", "
            + "uri=\"sip:bob@biloxi.com\", qop=auth, nc=0000000a, cnonce=\"0a4f113b\", response=\"6629fae49393a05397450978507c4ef1\", "
            + "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"";

    @Test
    void showsEachParameter() {
        DigestCredentials credentials = parse(GOOD + ", algorithm=MD5");

        assertThat(credentials.form()).isEqualTo(DIGEST);
        assertThat(credentials.username().text()).isEqualTo("bob");
        assertThat(credentials.realm().text()).isEqualTo("biloxi.com");
        assertThat(credentials.nonce().text()).isEqualTo("dcd98b7102dd2f0e8b11d0f600bfb0c0");
        assertThat(credentials.uri().text()).isEqualTo("sip:bob@biloxi.com");
        assertThat(credentials.qop().text()).isEqualTo("auth");
        assertThat(credentials.nonceCountText().text()).isEqualTo("0000000a");
        assertThat(credentials.nonceCount()).isEqualTo(10);
        assertThat(credentials.cnonce().text()).isEqualTo("0a4f113b");
        assertThat(credentials.response().text()).isEqualTo("6629fae49393a05397450978507c4ef1");
        assertThat(credentials.algorithm().text()).isEqualTo("MD5");
        assertThat(credentials.opaque().text()).isEqualTo("5ccc069c403ebaf9f0171e9517f40e41");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "DIGEST" + " " + "username = \"b\",realm=\"\",nonce=\"n\"\t,uri=\"sip:a\",response=\"00\"",
        "Digest UserName=\"b\", REALM=\"r\", Nonce=\"n\", uri=\"sip:a\", response=\"00\", unknown=token, other=\"x, y\"",
        "Digest username=\"b\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"00\", qop=\"auth\", nc=\"00000001\", cnonce=\"c\", algorithm=\"MD5\"",
        "Digest username=\"b\", realm=\"r\", nonce=\"n\", uri=\"tel:+1\", response=\"00\", nc=FFFFFFFF",
    })
    void isDigest(String value) {
        assertThat(parse(value).form()).isEqualTo(DIGEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic Ym9iOnNlY3JldA==", "NoOneKnowsThisScheme opaque-data=here", "Bearer", "Digester username=\"b\""})
    void isAnotherScheme(String value) {
        assertThat(parse(value).form()).isEqualTo(OTHER_SCHEME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "\"Digest\" username=\"b\"", "Digest", "Digest ", "Digest username", "Digest username=", "Digest username=\"b\"",
        GOOD + ",", GOOD + ";", GOOD + " x", GOOD + ", x", GOOD + ", x=", GOOD + ", x=\"", GOOD + ", =x", GOOD + ",, x=y",
        GOOD + ", username=\"bob\"", GOOD + ", USERNAME=\"bob\"", GOOD + ", qop=auth", GOOD + ", x=1, X=2", GOOD + ", algorithm=",
        "Digest username=b, realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"00\"",
        "Digest username=\"\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"00\"",
        "Digest username=\"b\", realm=r, nonce=\"n\", uri=\"sip:a\", response=\"00\"",
        "Digest username=\"b\", realm=\"r\", nonce=n, uri=\"sip:a\", response=\"00\"",
        "Digest username=\"b\", realm=\"r\", nonce=\"n\", uri=sip:a, response=\"00\"",
        "Digest username=\"b\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=00",
        "Digest username=\"b\", realm=\"r\", nonce=\"n\", uri=\"sip:a\"",
        "Digest username=\"b\", realm=\"r\", nonce=\"n\", response=\"00\"",
        "Digest username=\"b\", realm=\"r\", uri=\"sip:a\", response=\"00\"",
        "Digest username=\"b\", nonce=\"n\", uri=\"sip:a\", response=\"00\"",
        "Digest realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"00\"",
        "Digest username=\"b\", realm=\"r\", nonce=\"n\", uri=\"/index.html\", response=\"00\"",
        "Digest username=\"b\", realm=\"r\", nonce=\"n\", uri=\"sip:a b\", response=\"00\"",
        "Digest username=\"b\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"0G\"",
        "Digest username=\"b\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"AB\"",
        "Digest username=\"b\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"00\", qop=auth",
        "Digest username=\"b\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"00\", qop=auth, nc=00000001",
        "Digest username=\"b\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"00\", qop=auth, nc=1, cnonce=\"c\"",
        "Digest username=\"b\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"00\", qop=auth, nc=0000000g, cnonce=\"c\"",
        "Digest username=\"b\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"00\", qop=auth, nc=00000001, cnonce=c",
        "Digest username=\"b\u0000\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"00\"",
        "Digest username=\"b\\\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"00\"",
    })
    void isMalformed(String value) {
        assertThat(parse(value).form()).isEqualTo(MALFORMED);
    }

    @Test
    void quotedPairsMeanWhatTheyQuote() {
        DigestCredentials credentials = parse(GOOD.replace("\"bob\"", "\"b\\\"o\\\\b\"").replace("\"biloxi.com\"", "\"bil\\oxi.com\""));

        assertThat(credentials.form()).isEqualTo(DIGEST);
        assertThat(credentials.username().text()).isEqualTo("b\"o\\b");
        assertThat(credentials.realm().text()).isEqualTo("biloxi.com");
    }

    @Test
    void tooManyUnknownParametersAreMalformed() {
        StringBuilder value = new StringBuilder(GOOD);
        for (int i = 0; i < 16; i++) {
            value.append(", x").append(i).append("=1");
        }

        assertThat(parse(value.toString()).form()).isEqualTo(DIGEST);
        assertThat(parse(value + ", y=1").form()).isEqualTo(MALFORMED);
    }

    @Test
    void everyHeaderIsWalked() {
        CredentialsCursor cursor = RequestText.register().with("Authorization", "Basic eA==").with("Authorization", GOOD)
                .with("Proxy-Authorization", GOOD).parsed().credentials(HeaderName.AUTHORIZATION);

        assertThat(cursor.next()).isTrue();
        assertThat(cursor.credentials().form()).isEqualTo(OTHER_SCHEME);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.credentials().form()).isEqualTo(DIGEST);
        assertThat(cursor.next()).isFalse();
    }

    @Test
    void everyPrefixHasAForm() {
        for (int length = 0; length < GOOD.length(); length++) {
            assertThat(parse(GOOD.substring(0, length)).form()).as("%d bytes", length).isNotNull();
        }
    }

    private static DigestCredentials parse(String value) {
        CredentialsCursor cursor = RequestText.register().with("Authorization", value).parsed().credentials(HeaderName.AUTHORIZATION);
        assertThat(cursor.next()).isTrue();
        return cursor.credentials();
    }
}
