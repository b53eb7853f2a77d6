package io.countersign.query.auth;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * An entry's bytes in the store and its changelog: one byte for kind and form, then the fields in order. A new form gets
 * a new number; the old one stays readable.
 */
final class AuthEntrySerde {
    private static final byte TRUNK = 1;
    private static final byte HOLDER = 2;
    private static final byte REMOVED = 3;

    private AuthEntrySerde() {}

    static Serde<AuthEntry> serde() {
        return Serdes.serdeFrom((topic, entry) -> write(entry), (topic, bytes) -> read(bytes));
    }

    @SuppressWarnings("NullAway") // Kafka hands the absence of a value through as null, both ways
    private static byte[] write(AuthEntry entry) {
        if (entry == null) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            switch (entry) {
                case AuthEntry.Trunk trunk -> {
                    out.writeByte(TRUNK);
                    out.writeLong(trunk.version());
                    out.writeUTF(trunk.accountId());
                    out.writeUTF(trunk.sipDomain());
                    out.writeUTF(trunk.authType());
                    out.writeInt(trunk.digestAlgorithms().size());
                    for (String algorithm : trunk.digestAlgorithms()) {
                        out.writeUTF(algorithm);
                    }
                }
                case AuthEntry.Holder holder -> {
                    out.writeByte(HOLDER);
                    out.writeLong(holder.version());
                    out.writeUTF(holder.credentialId());
                    out.writeInt(holder.secretVersions().size());
                    for (int version : holder.secretVersions()) {
                        out.writeInt(version);
                    }
                }
                case AuthEntry.Removed removed -> {
                    out.writeByte(REMOVED);
                    out.writeLong(removed.version());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @SuppressWarnings("NullAway") // as above
    private static AuthEntry read(byte[] bytes) {
        if (bytes == null) {
            return null;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte kind = in.readByte();
            return switch (kind) {
                case TRUNK -> new AuthEntry.Trunk(in.readLong(), in.readUTF(), in.readUTF(), in.readUTF(), texts(in));
                case HOLDER -> holder(in);
                case REMOVED -> new AuthEntry.Removed(in.readLong());
                default -> throw new SerializationException("an entry of kind " + kind + " (expected: 1, 2 or 3)");
            };
        } catch (IOException e) {
            throw new SerializationException("an entry of the auth state can't be read (expected: this build's form)", e);
        }
    }

    private static AuthEntry.Holder holder(DataInputStream in) throws IOException {
        long version = in.readLong();
        String credentialId = in.readUTF();
        int count = in.readInt();
        List<Integer> secretVersions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            secretVersions.add(in.readInt());
        }
        return new AuthEntry.Holder(credentialId, secretVersions, version);
    }

    private static List<String> texts(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(in.readUTF());
        }
        return texts;
    }
}
