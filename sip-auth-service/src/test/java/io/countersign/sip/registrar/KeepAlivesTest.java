package io.countersign.sip.registrar;

import static io.countersign.sip.registrar.RegisteringNode.NOW;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sip.message.Framing;
import io.countersign.sip.message.RequestText;
import io.countersign.sip.message.SentBy;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.SipParser;
import io.countersign.sip.message.Slice;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/reference/sip.md, Registrar: who gets keep-alives, and what they are. */
class KeepAlivesTest {
    private static final InetSocketAddress OUTSIDE = new InetSocketAddress("198.51.100.7", 40_000);

    private final RegisteringNode node = new RegisteringNode("node-1", "a");
    private final List<String> sent = new ArrayList<>();
    private final List<Flow> flows = new ArrayList<>();
    private final KeepAlives keepAlives = node.registrar.newKeepAlives((datagram, flow) -> {
        flows.add(flow);
        return sent.add(new String(datagram, ISO_8859_1));
    }, new SentBy("node-1.example", 5060));

    @Test
    void oneIsAnOptionsToTheContactByTheWayItsRegisterCame() {
        node.register(NOW, OUTSIDE, "<sip:alice@10.0.0.5:5060;ob?X=1>");

        sendAll();

        assertThat(sent).hasSize(1);
        byte[] bytes = sent.getFirst().getBytes(ISO_8859_1);
        SipMessage options = new SipParser().parse(bytes, 0, bytes.length, Framing.DATAGRAM);
        assertThat(options.isWellFormed()).isTrue();
        assertThat(options.methodName().text()).isEqualTo("OPTIONS");
        assertThat(options.requestUri().whole().text()).isEqualTo("sip:alice@10.0.0.5:5060;ob");
        assertThat(options.maxForwards()).isEqualTo(70);
        assertThat(options.topVia().hasRport()).isTrue();
        assertThat(options.topVia().host().text()).isEqualTo("node-1.example");
        assertThat(options.from().tag().isPresent()).isTrue();
        assertThat(flows).extracting(Flow::remote).containsExactly(OUTSIDE);
        assertThat(node.registrar.newKeepAliveBranch().isOurs(options.topVia().branch())).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "<sip:alice@198.51.100.7:40000>, 0",
        "<sip:alice@198.51.100.7>, 1",
        "<sip:alice@10.0.0.5:40000>, 1",
        "<sip:alice@pbx.example:40000>, 1",
        "<sip:alice@999.1.1.1:40000>, 1",
        "<sip:alice@[2001:db8::1]:40000>, 1"
    })
    void onlyContactsThatAreElsewhereThanTheirSourceGetThem(String contact, int expected) {
        node.register(NOW, OUTSIDE, contact);

        sendAll();

        assertThat(sent).hasSize(expected);
        assertThat(keepAlives.size()).isEqualTo(expected);
    }

    @Test
    void anIpv6ContactIsComparedAsAnAddress() {
        node.register(NOW, new InetSocketAddress("2001:db8::1", 5060), "<sip:alice@[2001:0DB8:0::1]>");

        assertThat(keepAlives.size()).isZero();
    }

    @Test
    void theyEndWithTheBindingAndWithWhatMadeThemNeeded() {
        node.register(NOW, OUTSIDE, "<sip:alice@10.0.0.5>");
        node.register(NOW, new InetSocketAddress("10.0.0.5", 5060), "<sip:alice@10.0.0.5>");
        assertThat(keepAlives.size()).isZero();
        node.register(NOW, OUTSIDE, "<sip:alice@10.0.0.5>");
        assertThat(keepAlives.size()).isEqualTo(1);

        node.endCredential();

        assertThat(keepAlives.size()).isZero();
    }

    @Test
    void aBindingOfAnotherNodeGetsNone() {
        RegisteringNode other = new RegisteringNode("node-2", "b");
        BindingLog log = new BindingLog();
        other.register(NOW, OUTSIDE, "<sip:alice@10.0.0.5>");
        log.exchange(other, node);

        sendAll();
        assertThat(sent).isEmpty();
        node.register(NOW, OUTSIDE, "<sip:alice@10.0.0.5>");
        assertThat(keepAlives.size()).isEqualTo(1);
        other.register(NOW, OUTSIDE, "<sip:alice@10.0.0.5>");
        log.exchange(node, other);
    }

    @Test
    void theyGoTheRegistersPath() {
        node.register(NOW, OUTSIDE, RequestText.register().without("Contact").with("Contact", "<sip:alice@10.0.0.5>").with("Path", "<sip:p.example;lr>"));

        sendAll();

        assertThat(sent.getFirst()).contains("\r\nRoute: <sip:p.example;lr>\r\n");
    }

    @Test
    void oneThatFitsIntoNoPacketIsNotSent() {
        node.register(NOW, OUTSIDE, "<sip:" + "a".repeat(KeepAliveRequest.MAX_BYTES / 2) + "@10.0.0.5>");

        sendAll();

        assertThat(sent).isEmpty();
        assertThat(keepAlives.skipped()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"z9hG4bK", "z9hG4bKka00000000000000000000000000000000", "z9hG4bKkaZZZZZZZZZZZZZZZZ0000000000000000", "''"})
    void otherBranchesAreNotOurs(String branch) {
        assertThat(node.registrar.newKeepAliveBranch().isOurs(Slice.of(branch.getBytes(ISO_8859_1)))).isFalse();
    }

    @Test
    void anotherNodesBranchIsNotOurs() {
        node.register(NOW, OUTSIDE, "<sip:alice@10.0.0.5>");
        sendAll();
        String branch = sent.getFirst().replaceAll("(?s).*;branch=(\\w+).*", "$1");

        Slice slice = Slice.of(branch.getBytes(ISO_8859_1));

        assertThat(node.registrar.newKeepAliveBranch().isOurs(slice)).isTrue();
        assertThat(new RegisteringNode("node-2", "b").registrar.newKeepAliveBranch().isOurs(slice)).isFalse();
    }

    private void sendAll() {
        for (int step = 0; step < KeepAliveSlots.SLOTS; step++) {
            keepAlives.sendNext();
        }
    }
}
