package io.countersign.standalone.folder;

import io.countersign.keysets.MasterKeyset;
import io.countersign.keysets.TokenKeyset;
import io.countersign.standalone.key.RandomKey;
import io.countersign.standalone.key.SecretFile;
import io.countersign.standalone.option.InvalidOptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an installation: from the environment, or made at the first start. A key that belongs to stored data is
 * never made anew: a new one would open nothing.
 */
public final class Keys {
    private final String operatorKey;
    private final String operatorKeySource;
    private final Path masterKeyset;
    private final Path tokenKeyset;

    private Keys(String operatorKey, String operatorKeySource, Path masterKeyset, Path tokenKeyset) {
        this.operatorKey = operatorKey;
        this.operatorKeySource = operatorKeySource;
        this.masterKeyset = masterKeyset;
        this.tokenKeyset = tokenKeyset;
    }

    /** Reads or makes them. */
    public static Keys of(DataFolder folder, Map<String, String> environment) {
        Path operatorFile = operatorKeyFile(folder.root());
        String given = environment.get("COUNTERSIGN_OPERATOR_KEY");
        try {
            return new Keys(
                    given != null ? given : readOrMakeOperatorKey(operatorFile),
                    given != null ? "COUNTERSIGN_OPERATOR_KEY" : operatorFile.toString(),
                    keyset(folder, environment.get("COUNTERSIGN_MASTER_KEY_FILE"), "master.keyset", MasterKeyset::load,
                            MasterKeyset::loadOrCreate),
                    keyset(folder, environment.get("COUNTERSIGN_TOKEN_KEY_FILE"), "token.keyset", TokenKeyset::load,
                            TokenKeyset::loadOrCreate));
        } catch (IOException e) {
            throw new InvalidOptionException("the keys in " + folder.root() + " cannot be used: " + e);
        }
    }

    /** Where a run without {@code COUNTERSIGN_OPERATOR_KEY} keeps it. */
    public static Path operatorKeyFile(Path data) {
        return data.resolve("operator.key");
    }

    /** The one door by which the operator's key leaves: for the services' settings. */
    public String exportOperatorKey() {
        return operatorKey;
    }

    /** The file or the variable that holds it: what may be printed. */
    public String operatorKeySource() {
        return operatorKeySource;
    }

    public Path masterKeyset() {
        return masterKeyset;
    }

    public Path tokenKeyset() {
        return tokenKeyset;
    }

    @Override
    public String toString() {
        return "Keys(redacted, " + operatorKeySource + ")";
    }

    private static Path keyset(
            DataFolder folder, @Nullable String told, String name, Consumer<Path> load, Consumer<Path> loadOrCreate) {
        Path file = told == null ? folder.root().resolve(name) : Path.of(told).toAbsolutePath();
        try {
            if (Files.exists(file)) {
                load.accept(file);
            } else if (told != null) {
                throw new InvalidOptionException("keyset " + file + " does not exist");
            } else if (folder.hasData()) {
                throw new InvalidOptionException("keyset " + file + " is missing, but " + folder.root()
                        + " holds data made with it; put it back, or start with an empty folder");
            } else {
                loadOrCreate.accept(file);
            }
            return file;
        } catch (RuntimeException e) {
            throw e instanceof InvalidOptionException ? e : new InvalidOptionException("keyset " + file + " cannot be used: " + e.getMessage());
        }
    }

    private static String readOrMakeOperatorKey(Path file) throws IOException {
        if (!Files.exists(file)) {
            SecretFile.writeLine(file, RandomKey.operator());
        }
        return Files.readString(file).strip();
    }
}
