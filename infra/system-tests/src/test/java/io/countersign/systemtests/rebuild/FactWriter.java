package io.countersign.systemtests.rebuild;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.digest.Ha1;
import io.countersign.kafka.KafkaSettings;
import io.countersign.keysets.MasterKeyset;
import io.countersign.keysets.SecretContext;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.Topics;
import io.countersign.schemas.TrunkPartition;
import io.countersign.schemas.event.Actor;
import io.countersign.schemas.event.CredentialCreated;
import io.countersign.schemas.event.CredentialDeleted;
import io.countersign.schemas.event.TrunkCreated;
import io.countersign.schemas.event.TrunkEventEnvelope;
import io.countersign.schemas.secret.SealedSecret;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes what the relay would write. Secrets of removed credentials stay where they are: only the table is between them and
 * a login. Its lists may be read by any thread; one at a time writes.
 */
final class FactWriter implements AutoCloseable {
    static final String BASE = "sip.example.com";
    static final String ACCOUNT = "acc_rebuild00000";
    /** Each third one is removed again. */
    private static final int REMOVED_EACH = 3;

    private final MasterKeyset keys;
    private final KafkaProducer<String, SpecificRecord> producer;
    private final int partitions;
    private final Map<String, Long> versions = new HashMap<>();
    private final List<Login> live = new CopyOnWriteArrayList<>();
    private final List<Login> removed = new CopyOnWriteArrayList<>();
    private int serial;

    /** Who may, or may no longer, log in. */
    record Login(String trunkId, String credentialId, String username) {
        String domain() {
            return trunkId.replace('_', '-') + "." + BASE;
        }

        String password() {
            return "password of " + username;
        }
    }

    /** A change of a trunk that everyone should know of soon. */
    record Written(Login login, long version) {}

    FactWriter(KafkaSettings kafka, MasterKeyset keys) {
        this.keys = keys;
        this.partitions = kafka.partitions();
        this.producer = new KafkaProducer<>(kafka.producer("facts"), new StringSerializer(), new AvroSerializer<SpecificRecord>());
    }

    List<Login> live() {
        return live;
    }

    List<Login> removed() {
        return removed;
    }

    /** The keys that the account rows of {@link #live} have. */
    Set<String> liveKeys() {
        return live.stream().map(login -> RecordKeys.authAccount(login.domain(), login.username())).collect(Collectors.toSet());
    }

    /** A new trunk with that many credentials, some of them removed again. */
    void trunkWith(int credentials) {
        String trunk = "trunk_rebuild" + versions.size();
        event(trunk, TrunkCreated.newBuilder()
                .setAccountId(ACCOUNT)
                .setName("Office")
                .setAuthType("credential")
                .setSipDomain(trunk.replace('_', '-') + "." + BASE)
                .setDigestAlgorithms(List.of("MD5"))
                .build());
        List<Login> made = new ArrayList<>();
        List<Login> gone = new ArrayList<>();
        for (int i = 0; i < credentials; i++) {
            Login login = login(trunk);
            write(login);
            if (i % REMOVED_EACH == 0) {
                delete(login);
                gone.add(login);
            } else {
                made.add(login);
            }
        }
        producer.flush();
        live.addAll(made);
        removed.addAll(gone);
    }

    /** A new credential of some trunk; not in {@link #live} before the caller says so. */
    Written create() {
        Login login = login("trunk_rebuild" + serial % versions.size());
        Written written = new Written(login, write(login));
        producer.flush();
        return written;
    }

    /** Removes a credential; not in {@link #removed} before the caller says so. */
    Written remove(Login login) {
        live.remove(login);
        Written written = new Written(login, delete(login));
        producer.flush();
        return written;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }

    private Login login(String trunk) {
        serial++;
        return new Login(trunk, "cred_" + serial, "user" + serial);
    }

    private long write(Login login) {
        ByteArrayOutputStream secret = new ByteArrayOutputStream();
        for (DigestAlgorithm algorithm : List.of(DigestAlgorithm.MD5, DigestAlgorithm.SHA_256, DigestAlgorithm.SHA_512_256)) {
            secret.writeBytes(Ha1.of(algorithm, login.username(), login.domain(), login.password()).exportHash());
        }
        SecretContext context = new SecretContext(ACCOUNT, login.trunkId(), login.credentialId(), 1);
        ByteBuffer sealed = ByteBuffer.wrap(keys.seal(secret.toByteArray(), context.associatedData()));
        send(Topics.CREDENTIAL_SECRETS.name(), login.trunkId(), RecordKeys.secret(login.trunkId(), login.credentialId(), 1),
                new SealedSecret(sealed));
        return event(login.trunkId(), CredentialCreated.newBuilder()
                .setCredentialId(login.credentialId())
                .setUsername(login.username())
                .setSecretVersion(1)
                .build());
    }

    private long delete(Login login) {
        return event(login.trunkId(), CredentialDeleted.newBuilder()
                .setCredentialId(login.credentialId())
                .setUsername(login.username())
                .build());
    }

    private long event(String trunk, SpecificRecord fact) {
        long version = versions.merge(trunk, 1L, Long::sum);
        send(Topics.TRUNK_EVENTS.name(), trunk, trunk, TrunkEventEnvelope.newBuilder()
                .setId(UUID.randomUUID().toString())
                .setAggregateId(trunk)
                .setSequence(version)
                .setTime(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .setActor(Actor.newBuilder().setRole("admin").build())
                .setPayload(fact)
                .build());
        return version;
    }

    private void send(String topic, String trunk, String key, SpecificRecord value) {
        var _ = producer.send(new ProducerRecord<>(topic, TrunkPartition.of(trunk, partitions), key, value));
    }
}
