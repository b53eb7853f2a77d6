package io.countersign.sip.message;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A request made up at random, always the same for the same numbers, and what it says. */
abstract class RandomRequest {
    static final String ALPHANUM = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    final Random random;
    final Map<String, String> fields = new LinkedHashMap<>();

    RandomRequest(Random random) {
        this.random = random;
    }

    /** A name as good as any. */
    abstract String hostname();

    /** An IPv4 address, an IPv6 reference or a name (RFC 3261 section 25.1). */
    final String host() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256);
            case 1 -> "[2001:db8:" + Integer.toHexString(random.nextInt(65_536)) + "::" + Integer.toHexString(random.nextInt(65_536)) + "]";
            default -> hostname();
        };
    }

    final String note(String name, Object value) {
        fields.put(name, value.toString());
        return value.toString();
    }

    final boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    final <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    final String word(String alphabet, int min, int max) {
        StringBuilder word = new StringBuilder();
        for (int length = min + random.nextInt(max - min + 1); length > 0; length--) {
            word.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return word.toString();
    }
}
