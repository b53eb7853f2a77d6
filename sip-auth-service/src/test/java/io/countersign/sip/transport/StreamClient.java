package io.countersign.sip.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sip.message.RequestText;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** What a phone says and hears on a connection. */
final class StreamClient {
    private StreamClient() {}

    static String register(String callId) {
        return RequestText.register().replacing("Call-ID", callId).toString();
    }

    static String request(String method) {
        return RequestText.register().startLine(method + " sip:a@example.com SIP/2.0").replacing("CSeq", "1 " + method).toString();
    }

    static void write(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(ISO_8859_1));
        client.getOutputStream().flush();
    }

    /** Up to and including the empty line. */
    static String readAnswer(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            assertThat(b).as("the connection ended behind %s", answer).isNotEqualTo(-1);
            answer.append((char) b);
        }
        return answer.toString();
    }
}
