package io.countersign.systemtests.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Requests and answers as they are on the wire: a request may be as wrong as one likes. */
public final class HttpMessage {
    private HttpMessage() {}

    /** How the end of a body is told. */
    public enum Framing {
        CONTENT_LENGTH,
        CHUNKED
    }

    /** A header line. */
    public record Header(String name, String value) {}

    /** A request; without a body when that is empty and framed by nothing. */
    public record Request(String method, String target, List<Header> headers, Optional<byte[]> body, Framing framing) {
        public Request {
            headers = List.copyOf(headers);
        }

        public static Request of(String method, String target) {
            return new Request(method, target, List.of(), Optional.empty(), Framing.CONTENT_LENGTH);
        }

        /** One more line, whatever is there. */
        public Request plus(String name, String value) {
            List<Header> more = new ArrayList<>(headers);
            more.add(new Header(name, value));
            return new Request(method, target, more, body, framing);
        }

        public Request without(String name) {
            return new Request(
                    method, target, headers.stream().filter(header -> !header.name().equals(name)).toList(), body, framing);
        }

        /** This line in the place of those that are there. */
        public Request with(String name, String value) {
            return without(name).plus(name, value);
        }

        public Request at(String otherTarget) {
            return new Request(method, otherTarget, headers, body, framing);
        }

        public Request json(String text) {
            return body(text.getBytes(UTF_8)).with("Content-Type", "application/json");
        }

        public Request body(byte[] bytes) {
            return new Request(method, target, headers, Optional.of(bytes), framing);
        }

        public Request framed(Framing other) {
            return new Request(method, target, headers, body, other);
        }
    }

    /** An answer; header names in lower case. */
    public record Answer(int status, Map<String, List<String>> headers, String body) {
        public Answer {
            headers = Map.copyOf(headers);
        }

        public Optional<String> header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
        }

        static Map<String, List<String>> headers(List<String> lines) {
            Map<String, List<String>> headers = new TreeMap<>();
            for (String line : lines) {
                int colon = line.indexOf(':');
                headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
            return headers;
        }
    }
}
