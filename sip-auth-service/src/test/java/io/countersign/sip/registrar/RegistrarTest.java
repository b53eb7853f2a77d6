package io.countersign.sip.registrar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.sip.account.Account;
import io.countersign.sip.account.AccountLookup;
import io.countersign.sip.account.TableAccounts;
import io.countersign.sip.message.Framing;
import io.countersign.sip.message.RequestText;
import io.countersign.sip.message.ResponseWriter;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.SipParser;
import io.countersign.sip.message.Slice;
import io.countersign.sip.message.Source;
import io.countersign.sip.message.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3261 section 10.3, and docs/reference/sip.md, Registrar. */
class RegistrarTest {
    private static final long NOW = 1_795_000_000L;
    private static final String DOMAIN = "trunk-abc.sip.example.com";
    private static final String A = "<sip:alice@192.0.2.10:5062>";
    private static final String B = "<sip:alice@192.0.2.20:5062>";

    private final Registrar registrar = new Registrar(new Incarnation("node-1", "1"));
    private final TableAccounts accounts =
            new TableAccounts(registrar).trunk(DOMAIN, DigestAlgorithm.MD5).user(DOMAIN, "alice", "secret");
    private final Account alice = lookUp("alice");
    private final Source source = new Source(Transport.TCP, 7);
    private int cseq = 1;

    @Test
    void aContactIsBoundForTheTimeItAsksFor() {
        assertThat(register(A + ";expires=600")).isEqualTo(Registration.DONE);

        assertThat(contacts(NOW)).containsExactly(A + ";expires=600");
        assertThat(contacts(NOW + 599)).containsExactly(A + ";expires=1");
        assertThat(contacts(NOW + 600)).isEmpty();
        for (int i = 0; i < Registrar.PARTS; i++) {
            registrar.expire(NOW + 600);
        }
        assertThat(registrar.size()).isZero();
    }

    /** As after an outage. */
    @Test
    void bindingsThatEndTogetherAreLetGoOfInParts() {
        int phones = 200;
        for (int i = 0; i < phones; i++) {
            accounts.user(DOMAIN, "phone-" + i, "secret");
            register(lookUp("phone-" + i), request("<sip:phone-" + i + "@192.0.2.10>;expires=600"), source);
        }

        for (int i = 0; i < Registrar.PARTS; i++) {
            long before = registrar.size();
            registrar.expire(NOW + 600);
            assertThat(before - registrar.size()).as("of one part").isLessThan(phones / 4);
        }

        assertThat(registrar.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"'', '', 300", "'', 900, 900", "';expires=120', 900, 120", "';expires=99999', '', 3600", "';expires=x', '', 3600"})
    void theTimeIsTheContactsElseTheRequestsElseOurs(String parameter, String header, long expires) {
        RequestText request = request(A + parameter);

        Registration result = register(header.isEmpty() ? request : request.with("Expires", header));

        assertThat(result).isEqualTo(Registration.DONE);
        assertThat(contacts(NOW)).containsExactly(A + ";expires=" + expires);
    }

    @Test
    void aTimeBelowAMinuteIsTooBriefAndChangesNothing() {
        register(A);

        assertThat(register(B, A + ";expires=59")).isEqualTo(Registration.INTERVAL_TOO_BRIEF);
        assertThat(contacts(NOW)).containsExactly(A + ";expires=300");
    }

    @Test
    void severalContactsKeepTheirOrderAndQ() {
        register(A + ";q=0.5", B + ";q=0.125;expires=60", "<sip:alice@192.0.2.30>;q=1.0");

        assertThat(contacts(NOW))
                .containsExactly(
                        A + ";expires=300;q=0.5", B + ";expires=60;q=0.125", "<sip:alice@192.0.2.30>;expires=300;q=1");
    }

    @Test
    void aQueryChangesNothing() {
        assertThat(register(request())).isEqualTo(Registration.DONE);
        assertThat(registrar.size()).isZero();
        register(A);
        assertThat(register(request())).isEqualTo(Registration.DONE);
        assertThat(contacts(NOW)).hasSize(1);
    }

    @Test
    void zeroRemovesOneAndStarRemovesAll() {
        register(A, B, "<sip:alice@192.0.2.30>");

        register(A + ";expires=0");
        assertThat(contacts(NOW)).hasSize(2);

        assertThat(register(request("*").with("Expires", "0"))).isEqualTo(Registration.DONE);
        assertThat(contacts(NOW)).isEmpty();
        assertThat(registrar.size()).isZero();
    }

    @Test
    void starInBadCompanyIsMalformed() {
        register(A);

        assertThat(register(request("*"))).isEqualTo(Registration.MALFORMED_CONTACT);
        assertThat(register(request("*").with("Expires", "60"))).isEqualTo(Registration.MALFORMED_CONTACT);
        assertThat(register(request("*", B).with("Expires", "0"))).isEqualTo(Registration.MALFORMED_CONTACT);
        assertThat(register(request(B, "sip:a@b?c=d"))).isEqualTo(Registration.MALFORMED_CONTACT);
        assertThat(contacts(NOW)).containsExactly(A + ";expires=300");
    }

    @Test
    void whatIsTooLongToBeKeptIsMalformed() {
        String longest = "<sip:" + "a".repeat(ContactUpdate.MAX_CONTACT_BYTES - "sip:@192.0.2.10".length()) + "@192.0.2.10>";
        String path = "<sip:" + "a".repeat(ContactUpdate.MAX_PATH_BYTES / 2 - "<sip:>".length()) + ">";

        assertThat(register(request(longest).with("Path", path).with("Path", path))).isEqualTo(Registration.DONE);
        assertThat(register(longest.replace("<sip:", "<sip:a"))).isEqualTo(Registration.MALFORMED_CONTACT);
        assertThat(register(request(A).with("Path", path).with("Path", path).with("Path", "<sip:p>"))).isEqualTo(Registration.MALFORMED_CONTACT);
        assertThat(registrar.size()).isEqualTo(1);
    }

    @Test
    void tenContactsAreEnough() {
        fill();

        assertThat(register(A)).isEqualTo(Registration.TOO_MANY_CONTACTS);
        assertThat(register("<sip:alice@192.0.2.3>")).as("a refresh").isEqualTo(Registration.DONE);
        assertThat(register("<sip:alice@192.0.2.3>;expires=0", A)).as("a change of place").isEqualTo(Registration.DONE);
        assertThat(registrar.size()).isEqualTo(Registrar.MAX_CONTACTS);
    }

    @Test
    void aRemovalThatIsRepeatedMakesRoomOnce() {
        fill();
        String gone = "<sip:alice@192.0.2.3>;expires=0";

        assertThat(register(gone, gone, gone, A, B, "<sip:alice@192.0.2.30>")).isEqualTo(Registration.TOO_MANY_CONTACTS);
        assertThat(register(gone, A, gone, B)).isEqualTo(Registration.TOO_MANY_CONTACTS);
        assertThat(registrar.size()).isEqualTo(Registrar.MAX_CONTACTS);
        assertThat(register(gone, gone, A)).isEqualTo(Registration.DONE);
        assertThat(registrar.size()).isEqualTo(Registrar.MAX_CONTACTS);
    }

    @Test
    void aNewContactThatIsRepeatedNeedsRoomOnce() {
        fill();
        register("<sip:alice@192.0.2.3>;expires=0");

        assertThat(register(A, A, A)).isEqualTo(Registration.DONE);
        assertThat(registrar.size()).isEqualTo(Registrar.MAX_CONTACTS);
        assertThat(register(A + ";expires=0", B, A)).isEqualTo(Registration.TOO_MANY_CONTACTS);
    }

    @Test
    void moreContactsThanAnyoneNeedsAreNotWalked() {
        String[] many = new String[ContactUpdate.MAX_MENTIONED_CONTACTS + 1];
        Arrays.fill(many, A);

        assertThat(register(many)).isEqualTo(Registration.TOO_MANY_CONTACTS);
        assertThat(register(Arrays.copyOf(many, ContactUpdate.MAX_MENTIONED_CONTACTS))).isEqualTo(Registration.DONE);
        assertThat(contacts(NOW)).hasSize(1);
    }

    @Test
    void anOlderRequestOfTheSameClientIsOutOfOrder() {
        cseq = 100;
        register(A);
        cseq = 50;

        assertThat(register(A + ";expires=0")).isEqualTo(Registration.OUT_OF_ORDER);
        assertThat(register(request("*").with("Expires", "0"))).isEqualTo(Registration.OUT_OF_ORDER);
        assertThat(register(B)).as("another contact").isEqualTo(Registration.DONE);
        assertThat(register(request(A + ";expires=0").replacing("Call-ID", "another@client"))).isEqualTo(Registration.DONE);
    }

    @ParameterizedTest
    @CsvSource({
        "<sip:alice@192.0.2.10>, <sip:alice@192.0.2.10>, 1",
        "<sip:alice@HOST.example>, <sip:alice@host.EXAMPLE>, 1",
        "<sip:%61lice@host>, <sip:alice@host>, 1",
        "<sip:alice@host>, <sip:ALICE@host>, 2",
        "<sip:alice@host>, <sip:alice@host:5060>, 2",
        "<sip:alice@host>, <sips:alice@host>, 2",
        "<sip:alice@host;transport=tcp>, <sip:alice@host;Transport=TCP>, 1",
        "<sip:alice@host;transport=tcp>, <sip:alice@host>, 2",
        "<sip:alice@host;ob;x=1>, <sip:alice@host;x=1>, 1",
        "<sip:alice@host;x=1>, <sip:alice@host;x=2>, 2",
        "<tel:+15550100>, <tel:+15550100>, 1",
        "<tel:+15550100>, <tel:+15550101>, 2",
        "<sip:host>, <sip:host>, 1",
        "<sip:host>, <sip:alice@host>, 2"
    })
    void contactsAreComparedAsUris(String one, String other, int bindings) {
        register(one);
        register(other);

        assertThat(contacts(NOW)).hasSize(bindings);
    }

    @Test
    void aConnectionIsHeldAMinuteLongerThanItsBindings() {
        register(A + ";expires=600");

        assertThat(source.hold()).isEqualTo(Duration.ofMinutes(11));
        assertThat(registrar.flows(alice, NOW)).extracting(Flow::connectionId).containsExactly(7L);
    }

    @Test
    void aConnectionIsHeldForItsOwnBindingsOnly() {
        Source other = new Source(Transport.TCP, 8);
        register(request(A + ";expires=600"), other);

        register(request());
        assertThat(source.hold()).as("a query: no binding of its own").isEqualTo(Duration.ofMinutes(1));
        register(B + ";expires=120");
        assertThat(source.hold()).isEqualTo(Duration.ofMinutes(3));
        registrar.holdOpen(source, NOW + 60);
        assertThat(source.hold()).as("a call in between").isEqualTo(Duration.ofMinutes(2));
        register(B + ";expires=0");
        assertThat(source.hold()).as("gone").isEqualTo(Duration.ofMinutes(1));
        registrar.holdOpen(other, NOW + 600);
        assertThat(other.hold()).as("over").isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void bindingsEndWithTheirConnection() {
        Source other = new Source(Transport.TCP, 8);
        Source datagrams = new Source(Transport.UDP, 0);
        register(A);
        register(request(B), other);
        register(request("<sip:alice@192.0.2.30>"), datagrams);

        registrar.endFlow(7);

        assertThat(contacts(NOW)).containsExactly(B + ";expires=300", "<sip:alice@192.0.2.30>;expires=300");
        registrar.endFlow(8);
        assertThat(contacts(NOW)).containsExactly("<sip:alice@192.0.2.30>;expires=300");
        assertThat(registrar.size()).isEqualTo(1);
    }

    @Test
    void aBindingThatMovedToAnotherConnectionOutlivesItsFirst() {
        Source other = new Source(Transport.TCP, 8);
        register(A);
        register(request(A), other);

        registrar.endFlow(7);
        assertThat(contacts(NOW)).hasSize(1);
        registrar.endFlow(8);
        assertThat(contacts(NOW)).isEmpty();
        assertThat(registrar.size()).isZero();
    }

    @Test
    void bindingsEndWithTheirCredentialAndNoneIsAddedAfterIt() {
        register(A);

        accounts.remove(DOMAIN, "alice");

        assertThat(contacts(NOW)).isEmpty();
        assertThat(register(B)).isEqualTo(Registration.CREDENTIAL_ENDED);
        assertThat(registrar.size()).isZero();
        registrar.holdOpen(source, NOW);
        assertThat(source.hold()).isEqualTo(Duration.ofMinutes(1));
    }

    private void fill() {
        for (int i = 0; i < Registrar.MAX_CONTACTS; i++) {
            assertThat(register("<sip:alice@192.0.2." + i + ">")).isEqualTo(Registration.DONE);
        }
    }

    private Registration register(String... contacts) {
        return register(request(contacts));
    }

    private Registration register(RequestText request) {
        return register(request, source);
    }

    private Registration register(RequestText request, Source from) {
        return register(alice, request, from);
    }

    private Registration register(Account account, RequestText request, Source from) {
        byte[] bytes = request.replacing("CSeq", ++cseq + " REGISTER").bytes();
        SipMessage message = new SipParser().parse(bytes, 0, bytes.length, Framing.STREAM);
        assertThat(message.isWellFormed()).isTrue();
        from.set(new InetSocketAddress("192.0.2.10", 5062), new InetSocketAddress("192.0.2.1", 5060));
        return registrar.register(account, message, from, NOW, new ResponseWriter());
    }

    private static RequestText request(String... contacts) {
        RequestText request = RequestText.register().without("Contact");
        List.of(contacts).forEach(contact -> request.with("Contact", contact));
        return request;
    }

    private List<String> contacts(long at) {
        ResponseWriter out = new ResponseWriter();
        registrar.writeContacts(alice, out, at);
        return new String(out.array(), 0, out.length(), ISO_8859_1).lines().map(line -> line.substring("Contact: ".length())).toList();
    }

    private Account lookUp(String username) {
        AccountLookup lookup = accounts.newReader();
        return Objects.requireNonNull(lookup.account(Slice.of(DOMAIN.getBytes(ISO_8859_1)), Slice.of(username.getBytes(ISO_8859_1))));
    }
}
