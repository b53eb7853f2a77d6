package io.countersign.query.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.serialization.Serializer;

/** Writes the key's text; the trunk is in it only to find the partition. */
final class AuthTableKeySerializer implements Serializer<AuthTableKey> {
    @Override
    public byte[] serialize(String topic, AuthTableKey key) {
        return key.text().getBytes(UTF_8);
    }
}
