package io.countersign.systemtests.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.systemtests.contract.HttpMessage.Answer;
import io.countersign.systemtests.contract.HttpMessage.Framing;
import io.countersign.systemtests.contract.HttpMessage.Header;
import io.countersign.systemtests.contract.HttpMessage.Request;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** HTTP/1.1 on a socket of its own for each request, so that nothing between test and server makes a request better. */
public final class RawHttp {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int CHUNK_BYTES = 16 * 1024;

    private final int port;

    public RawHttp(int port) {
        this.port = port;
    }

    /** The answer; it may come before all of the body was taken. */
    public Answer send(Request request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), CHUNK_BYTES);
            Thread writer = Thread.ofVirtual().start(() -> write(request, out));
            Answer answer = read(new BufferedInputStream(socket.getInputStream()), request.method());
            writer.interrupt();
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.target() + " got no answer", e);
        }
    }

    private static void write(Request request, OutputStream out) {
        try {
            StringBuilder head = new StringBuilder(request.method() + " " + request.target() + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
            for (Header header : request.headers()) {
                head.append(header.name()).append(": ").append(header.value()).append("\r\n");
            }
            byte[] body = request.body().orElse(new byte[0]);
            if (request.framing() == Framing.CHUNKED) {
                out.write(head.append("Transfer-Encoding: chunked\r\n\r\n").toString().getBytes(UTF_8));
                for (int at = 0; at < body.length; at += CHUNK_BYTES) {
                    int length = Math.min(CHUNK_BYTES, body.length - at);
                    out.write((Integer.toHexString(length) + "\r\n").getBytes(UTF_8));
                    out.write(body, at, length);
                    out.write("\r\n".getBytes(UTF_8));
                }
                out.write("0\r\n\r\n".getBytes(UTF_8));
            } else {
                if (request.body().isPresent()) {
                    head.append("Content-Length: ").append(body.length).append("\r\n");
                }
                out.write(head.append("\r\n").toString().getBytes(UTF_8));
                out.write(body);
            }
            out.flush();
        } catch (IOException e) { // the server has answered and wants no more: the answer says why
            Thread.currentThread().interrupt();
        }
    }

    private static Answer read(InputStream in, String method) throws IOException {
        String status = line(in);
        List<String> lines = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            lines.add(line);
        }
        int code = Integer.parseInt(status.substring(9, 12));
        Answer head = new Answer(code, Answer.headers(lines), "");
        boolean empty = method.equals("HEAD") || code == 204 || code == 304;
        return empty ? head : new Answer(code, head.headers(), new String(body(in, head), UTF_8));
    }

    private static byte[] body(InputStream in, Answer head) throws IOException {
        if (head.header("transfer-encoding").isPresent()) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int length = Integer.parseInt(line(in), 16); length > 0; length = Integer.parseInt(line(in), 16)) {
                body.write(in.readNBytes(length));
                line(in);
            }
            return body.toByteArray();
        }
        return head.header("content-length").isPresent()
                ? in.readNBytes(Integer.parseInt(head.header("content-length").get()))
                : in.readAllBytes();
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended within the head of an answer");
            }
            line.write(c);
        }
        return line.toString(ISO_8859_1).strip();
    }
}
