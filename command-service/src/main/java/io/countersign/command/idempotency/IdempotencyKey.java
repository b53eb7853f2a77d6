package io.countersign.command.idempotency;

/** What a client names a request by: 1 to 255 visible ASCII characters. */
public record IdempotencyKey(String text) {
    public static final String HEADER = "Idempotency-Key";
    private static final int MAX_CHARS = 255;

    public IdempotencyKey {
        if (text.isEmpty() || text.length() > MAX_CHARS || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("must be 1 to " + MAX_CHARS + " visible ASCII characters");
        }
    }
}
