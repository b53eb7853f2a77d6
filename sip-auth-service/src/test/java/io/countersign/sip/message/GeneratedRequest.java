package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * A well-formed request made up at random: what it says ({@link #fields}), and one of the many ways in which RFC 3261 section 25.1
 * lets it be written ({@link #bytes}): order, case and compact forms of headers, blanks, folds, quotes, escapes. Leaves out what JAIN-SIP is
 * known to read wrong (JainSipTest).
 */
public final class GeneratedRequest extends RandomRequest {
    private static final String TOKEN = ALPHANUM + "-.!%*_+`'~";
    private static final String USER = ALPHANUM + "-_.!~*'()&=+$,;?/";
    private static final List<String> METHODS = List.of("REGISTER", "INVITE", "OPTIONS", "MESSAGE", "SUBSCRIBE", "NOTIFY", "PUBLISH", "BYE", "UPDATE");
    private static final List<String> BLANKS = List.of("", "", "", " ", "  ", "\t", "\r\n ", " \r\n\t");
    private static final Map<String, String> COMPACT = Map.of("Via", "v", "From", "f", "To", "t", "Call-ID", "i", "Contact", "m", "Content-Length", "l");

    private final List<String> headers = new ArrayList<>();
    private final String startLine;

    /** Always the same for the same numbers. */
    public GeneratedRequest(Random random) {
        super(random);
        String method = chance(3) ? "X" + word(TOKEN, 1, 12).toUpperCase(Locale.ROOT) : pick(METHODS); // never a header's name; JAIN-SIP writes CSeq's in capitals
        fields.put("method", method);
        startLine = method + " " + uri("request-uri", true) + " SIP/2.0";
        header("Via", via() + (chance(4) ? blank() + "," + blank() + "SIP/2.0/TCP " + host() + ";branch=z9hG4bKsecond" : ""));
        header("From", address("from", false) + param("tag", note("from tag", word(TOKEN, 1, 20))));
        header("To", address("to", false) + (chance(2) ? param("tag", note("to tag", word(TOKEN, 1, 20))) : ""));
        header("Call-ID", note("call-id", word(TOKEN, 1, 30) + (chance(2) ? "@" + word(ALPHANUM + ".-", 1, 20) : "")));
        header("CSeq", "0".repeat(random.nextInt(3)) + note("cseq", random.nextInt(Integer.MAX_VALUE)) + " " + method);
        if (chance(2)) {
            header("Max-Forwards", "0".repeat(random.nextInt(3)) + note("max-forwards", random.nextInt(256)));
        }
        if (chance(2)) {
            header("Expires", note("expires", random.nextInt(Integer.MAX_VALUE)));
        }
        contacts(random.nextInt(4));
        if (chance(2)) {
            header("Authorization", credentials());
        }
        header("Content-Length", "0");
        Collections.shuffle(headers, random);
    }

    /** What a parser must find, by name. */
    public Map<String, String> fields() {
        return fields;
    }

    public byte[] bytes() {
        return (startLine + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n").getBytes(ISO_8859_1);
    }

    private void contacts(int count) {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String name = "contact " + i;
            list.append(i == 0 ? "" : blank() + "," + blank()).append(address(name, true));
            list.append(chance(2) ? param("expires", note(name + " expires", random.nextInt(100_000))) : "");
            list.append(chance(2) ? param("q", "0." + note(name + " q", 100 * (1 + random.nextInt(9))).charAt(0)) : "");
        }
        if (count > 0) {
            header("Contact", list.toString());
        }
    }

    private String via() {
        String transport = pick(List.of("UDP", "TCP", "TLS", "SCTP"));
        String text = "SIP" + blank() + "/" + blank() + "2.0" + blank() + "/" + blank() + transport + pick(List.of(" ", "\t"))
                + note("via host", host());
        text += chance(2) ? ":" + note("via port", 1 + random.nextInt(65_535)) : "";
        List<String> params = new ArrayList<>();
        params.add(param("branch", note("via branch", "z9hG4bK" + word(TOKEN, 1, 20))));
        if (chance(2)) {
            params.add(blank() + ";" + blank() + anyCase("rport"));
            note("via rport", "yes");
        }
        params.add(chance(3) ? param("ttl", Integer.toString(random.nextInt(256))) : "");
        Collections.shuffle(params, random);
        return text + String.join("", params);
    }

    /** name-addr, or addr-spec where a URI without parameters lets it be. */
    private String address(String name, boolean port) {
        boolean bare = chance(4);
        String uri = bare ? plainUri(name) : uri(name, port);
        if (bare) {
            return uri;
        }
        String display = switch (random.nextInt(4)) {
            case 0 -> "";
            case 1 -> "J" + word(TOKEN, 1, 8) + " " + word(TOKEN, 1, 8) + " ";
            case 2 -> "\"" + word(ALPHANUM + " ,;:<>@", 0, 12) + "\"" + blank();
            default -> "\"" + word(ALPHANUM, 0, 5) + "\\\"" + word(ALPHANUM, 0, 5) + "\\\\" + "\" ";
        };
        return display + "<" + uri + ">";
    }

    private String plainUri(String name) {
        return "sip:" + note(name + " user", word(ALPHANUM + "-_.!~*'()", 1, 10)) + "@" + note(name + " host", host());
    }

    private String uri(String name, boolean port) {
        String text = anyCase(chance(5) ? "sips" : "sip") + ":";
        if (chance(5)) {
            text += "";
        } else {
            text += note(name + " user", word(USER, 1, 10) + (chance(3) ? "%" + pick(List.of("41", "2a", "C3", "00")) : ""));
            text += (chance(6) ? ":" + word(ALPHANUM, 0, 6) : "") + "@";
        }
        text += note(name + " host", host());
        text += port && chance(3) ? ":" + note(name + " port", 1 + random.nextInt(65_535)) : "";
        text += chance(3) ? ";transport=" + pick(List.of("udp", "tcp")) : "";
        text += chance(4) ? ";lr" : "";
        return text;
    }

    @Override
    String hostname() {
        return word("abcdefghijklmnopqrstuvwxyz", 1, 1) + word(ALPHANUM + "-", 0, 8) + "x." + word("abcdefghijklmnopqrstuvwxyz", 2, 6);
    }

    /** RFC 3261 section 20.7; the parameters in any order. */
    private String credentials() {
        List<String> params = new ArrayList<>(List.of(
                quoted("username", note("username", word(TOKEN + "@ ", 1, 12).strip() + "x")),
                quoted("realm", note("realm", word(ALPHANUM + ".-", 1, 20))),
                quoted("nonce", note("nonce", word(ALPHANUM + "-_=", 1, 52))),
                quoted("uri", note("digest uri", "sip:" + word(ALPHANUM, 1, 10) + ".example")),
                quoted("response", note("response", word("0123456789abcdef", 32, 32))),
                quoted("cnonce", note("cnonce", word(ALPHANUM, 1, 12))),
                equal("qop", note("qop", "auth")),
                equal("nc", note("nc", word("01234567", 1, 1) + word("0123456789abcdef", 7, 7)))));
        if (chance(2)) {
            params.add(equal("algorithm", note("algorithm", pick(List.of("MD5", "SHA-256", "SHA-512-256")))));
        }
        if (chance(2)) {
            params.add(quoted("opaque", word(ALPHANUM, 0, 12)));
        }
        Collections.shuffle(params, random);
        return "Digest " + String.join(blank() + "," + blank(), params);
    }

    private String quoted(String name, String value) {
        return equal(name, "\"" + value + "\"");
    }

    private String equal(String name, String value) {
        return anyCase(name) + blank() + "=" + blank() + value;
    }

    private String param(String name, String value) {
        return blank() + ";" + blank() + equal(name, value);
    }

    private void header(String name, String value) {
        String written = chance(3) && COMPACT.containsKey(name) ? anyCase(COMPACT.get(name)) : anyCase(name);
        headers.add(written + pick(List.of("", "", " ", "\t")) + ":" + blank() + value + pick(List.of("", "", " ")));
    }

    private String anyCase(String text) {
        return switch (random.nextInt(4)) {
            case 0 -> text.toLowerCase(Locale.ROOT);
            case 1 -> text.toUpperCase(Locale.ROOT);
            default -> text;
        };
    }

    private String blank() {
        return pick(BLANKS);
    }
}
