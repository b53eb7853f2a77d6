package io.countersign.bench.sip;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.digest.Ha1;
import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicProvisioner;
import io.countersign.keysets.MasterKeyset;
import io.countersign.keysets.SecretContext;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.Topics;
import io.countersign.schemas.TrunkPartition;
import io.countersign.schemas.auth.AuthAccountRow;
import io.countersign.schemas.auth.AuthGeneration;
import io.countersign.schemas.auth.AuthPolicyRow;
import io.countersign.schemas.secret.SealedSecret;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes what command-service and query-service would have written for a trunk with made-up accounts: its rows of the auth
 * table and its sealed secrets. So sip-auth-service can be measured alone, with nothing else at work.
 */
final class AuthTableSeed {
    private static final String ACCOUNT = "acc_bench0000000";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int GENERATION = 1;
    private static final int SECRET_VERSION = 1;

    private AuthTableSeed() {}

    /** A trunk that asks for one algorithm only, as Kamailio does. */
    record Trunk(String id, String domain, DigestAlgorithm algorithm) {
        static Trunk of(DigestAlgorithm algorithm, String baseDomain) {
            String suffix = "bench" + algorithm.token().toLowerCase(Locale.ROOT).replace("-", "");
            return new Trunk("trunk_" + suffix, "trunk-" + suffix + "." + baseDomain, algorithm);
        }
    }

    /** Makes the topics and fills them; returns when the broker has it all. */
    static void write(KafkaSettings settings, MasterKeyset master, List<Trunk> trunks, int accountsOfEach)
            throws InterruptedException {
        TopicProvisioner.provision(settings, Topics.all(), TIMEOUT);
        TopicProvisioner.provision(settings, List.of(Topics.authTable(GENERATION)), TIMEOUT);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<String, SpecificRecord> producer = new KafkaProducer<>(
                settings.producer("bench-seed"), new StringSerializer(), new AvroSerializer<SpecificRecord>())) {
            for (Trunk trunk : trunks) {
                rows(trunk, TrunkPartition.of(trunk.id(), settings.partitions()), master, accountsOfEach)
                        .forEach(row -> sent.add(producer.send(row)));
            }
            sent.add(producer.send(new ProducerRecord<>(
                    Topics.AUTH_GENERATION.name(),
                    Topics.GENERATION_KEY,
                    AuthGeneration.newBuilder().setGeneration(GENERATION).setAt(Instant.now()).build())));
            for (Future<RecordMetadata> each : sent) {
                each.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the auth table can't be seeded", e);
        }
    }

    /** Secrets and account rows, then the policy row whose version says that they are all there. */
    private static List<ProducerRecord<String, SpecificRecord>> rows(Trunk trunk, int partition, MasterKeyset master, int accounts) {
        List<ProducerRecord<String, SpecificRecord>> rows = new ArrayList<>();
        String secrets = Topics.CREDENTIAL_SECRETS.name();
        String table = Topics.authTable(GENERATION).name();
        for (int i = 0; i < accounts; i++) {
            String username = SipAccount.madeUpUsername(i);
            String credential = String.format(Locale.ROOT, "cred_%s%07d", trunk.algorithm().token(), i); // unique among all trunks
            AuthAccountRow account = AuthAccountRow.newBuilder()
                    .setAccountId(ACCOUNT)
                    .setTrunkId(trunk.id())
                    .setCredentialId(credential)
                    .setSecretVersions(List.of(SECRET_VERSION))
                    .setTrunkVersion(i + 2L)
                    .build();
            rows.add(new ProducerRecord<>(
                    secrets, partition, secretKey(trunk, credential), sealed(master, trunk, credential, username)));
            rows.add(new ProducerRecord<>(table, partition, RecordKeys.authAccount(trunk.domain(), username), account));
        }
        AuthPolicyRow policy = AuthPolicyRow.newBuilder()
                .setAccountId(ACCOUNT)
                .setTrunkId(trunk.id())
                .setAuthType("credential")
                .setDigestAlgorithms(List.of(trunk.algorithm().token()))
                .setTrunkVersion(accounts + 1L)
                .build();
        rows.add(new ProducerRecord<>(table, partition, RecordKeys.authPolicy(trunk.domain()), policy));
        return rows;
    }

    /** As {@link RecordKeys} documents it: owner 0x00 credential 0x00 version. */
    private static String secretKey(Trunk trunk, String credential) {
        return String.join("\0", trunk.id(), credential, Integer.toString(SECRET_VERSION));
    }

    /** One HA1 per algorithm, one after the other: 16 + 32 + 32 bytes. */
    private static SealedSecret sealed(MasterKeyset master, Trunk trunk, String credential, String username) {
        ByteBuffer plaintext = ByteBuffer.allocate(80);
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            plaintext.put(Ha1.of(algorithm, username, trunk.domain(), SipAccount.madeUpPassword(username)).exportHash());
        }
        byte[] context = new SecretContext(ACCOUNT, trunk.id(), credential, SECRET_VERSION).associatedData();
        return SealedSecret.newBuilder()
                .setCiphertext(ByteBuffer.wrap(master.seal(plaintext.array(), context)))
                .build();
    }
}
