package io.countersign.standalone.key;

import io.countersign.keysets.MasterKeyset;
import io.countersign.keysets.TokenKeyset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is made once for an installation, and the files that hold it: one below the folder of each part that needs it. */
enum Key {
    /** Seals secrets, root of the nonces' keys: for who decides and who answers. */
    MASTER_KEYSET("command/master.keyset", "sip-auth/master.keyset") {
        @Override
        void make(Path file) {
            MasterKeyset.loadOrCreate(file);
        }

        @Override
        void check(Path file) {
            MasterKeyset.load(file);
        }
    },

    /** MACs of tokens, cursors and forwarded reads. */
    TOKEN_KEYSET("command/token.keyset", "query/token.keyset", "sip-auth/token.keyset") {
        @Override
        void make(Path file) {
            TokenKeyset.loadOrCreate(file);
        }

        @Override
        void check(Path file) {
            TokenKeyset.load(file);
        }
    },

    /** A setting of the services: the file is named as the variable. */
    OPERATOR_KEY(
            "command/settings/COUNTERSIGN_OPERATOR_KEY",
            "query/settings/COUNTERSIGN_OPERATOR_KEY",
            "sip-auth/settings/COUNTERSIGN_OPERATOR_KEY") {
        @Override
        void make(Path file) throws IOException {
            SecretFile.writeLine(file, RandomKey.operator());
        }
    },

    /** Of the database: for its one client, and for the database itself. */
    POSTGRES_PASSWORD("command/settings/COUNTERSIGN_POSTGRES_PASSWORD", "postgresql/password") {
        @Override
        void make(Path file) throws IOException {
            SecretFile.writeLine(file, RandomKey.password());
        }
    };

    @SuppressWarnings("ImmutableEnumChecker") // the list and its paths are immutable
    private final List<Path> files;

    Key(String... files) {
        this.files = Stream.of(files).map(Path::of).toList();
    }

    /** Relative to the folder of all. */
    List<Path> files() {
        return files;
    }

    /** Writes a new one. */
    abstract void make(Path file) throws IOException;

    /** Throws when the file holds no such key. */
    void check(Path file) {
        // any text will do
    }
}
