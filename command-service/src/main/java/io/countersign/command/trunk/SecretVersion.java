package io.countersign.command.trunk;

/** Which of a credential's secrets: 1 is the first. */
public record SecretVersion(int number) {
    public static final SecretVersion FIRST = new SecretVersion(1);

    public SecretVersion {
        if (number < 1) {
            throw new IllegalArgumentException("secret version " + number + " (expected: 1 or more)");
        }
    }
}
