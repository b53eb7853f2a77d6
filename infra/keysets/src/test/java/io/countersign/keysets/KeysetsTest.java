package io.countersign.keysets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysetsTest {
    private static final SecretContext CONTEXT = new SecretContext("acc_1", "trunk_1", "cred_1", 1);
    private static final byte[] PLAINTEXT = "a secret".getBytes(UTF_8);

    @TempDir
    private Path folder;

    @Test
    void opensWhatItSealedAfterARestart() throws GeneralSecurityException {
        Path file = folder.resolve("master.keyset");
        byte[] sealed = MasterKeyset.loadOrCreate(file).seal(PLAINTEXT, CONTEXT.associatedData());

        assertThat(MasterKeyset.load(file).open(sealed, CONTEXT.associatedData())).isEqualTo(PLAINTEXT);
        assertThat(new String(sealed, UTF_8)).doesNotContain("secret");
    }

    @Test
    void aSecretOpensForItsOwnContextOnly() {
        MasterKeyset keyset = MasterKeyset.loadOrCreate(folder.resolve("master.keyset"));
        byte[] sealed = keyset.seal(PLAINTEXT, CONTEXT.associatedData());

        for (SecretContext other : new SecretContext[] {
            new SecretContext("acc_2", "trunk_1", "cred_1", 1),
            new SecretContext("acc_1", "trunk_2", "cred_1", 1),
            new SecretContext("acc_1", "trunk_1", "cred_2", 1),
            new SecretContext("acc_1", "trunk_1", "cred_1", 2),
            new SecretContext("acc_1t", "runk_1", "cred_1", 1),
        }) {
            assertThatThrownBy(() -> keyset.open(sealed, other.associatedData())).isInstanceOf(GeneralSecurityException.class);
        }
    }

    @Test
    void derivedKeysDependOnTheLabelAndOutliveARestart() {
        Path file = folder.resolve("master.keyset");
        byte[] key = MasterKeyset.loadOrCreate(file).deriveKey("nonce/1", 32);

        assertThat(MasterKeyset.load(file).deriveKey("nonce/1", 32)).isEqualTo(key).hasSize(32);
        assertThat(MasterKeyset.load(file).deriveKey("nonce/2", 32)).isNotEqualTo(key);
    }

    @Test
    void macsAreBoundToTheirPurpose() {
        Path file = folder.resolve("token.keyset");
        byte[] mac = TokenKeyset.loadOrCreate(file).mac("cursor", PLAINTEXT);

        TokenKeyset again = TokenKeyset.load(file);
        assertThat(mac).hasSize(TokenKeyset.MAC_BYTES);
        assertThat(again.verifies("cursor", PLAINTEXT, mac)).isTrue();
        assertThat(again.verifies("consistency", PLAINTEXT, mac)).isFalse();
        mac[0] ^= 1;
        assertThat(again.verifies("cursor", PLAINTEXT, mac)).isFalse();
    }

    @Test
    void onlyTheOwnerMayReadTheFile() throws IOException {
        Path file = folder.resolve("master.keyset");
        MasterKeyset.loadOrCreate(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void aFileThatIsNoKeysetIsNamedWithoutItsContent() throws IOException {
        Path file = Files.writeString(folder.resolve("other"), "{\"primaryKeyId\": \"hush\"}\n");

        assertThatThrownBy(() -> MasterKeyset.load(file)).hasMessageContaining(file.toString()).hasMessageNotContaining("hush");
        assertThatThrownBy(() -> TokenKeyset.load(folder.resolve("missing"))).hasMessageContaining("missing");
    }
}
