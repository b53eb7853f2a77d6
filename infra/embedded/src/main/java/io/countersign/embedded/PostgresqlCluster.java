package io.countersign.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The files of one PostgreSQL: {@code cluster} is its data folder, {@code password} what its users log in with. Made
 * once; a crash while making it leaves nothing that a later start would take for a finished one.
 */
record PostgresqlCluster(Path folder, String password) {
    /** Made by initdb; sets up the database and its owner. */
    static final String SUPERUSER = "postgres";

    private static final int PASSWORD_BYTES = 24;
    private static final FileAttribute<Set<PosixFilePermission>> ONLY_OWNER_READS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> ONLY_OWNER_ENTERS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    static PostgresqlCluster openOrCreate(Path dataDir, PostgresqlBinaries binaries, UnprivilegedUser user) {
        Path cluster = dataDir.resolve("cluster");
        Path passwordFile = dataDir.resolve("password");
        try {
            if (!Files.isDirectory(cluster)) {
                Files.createDirectories(dataDir);
                create(dataDir, cluster, passwordFile, binaries, user);
            }
            user.own(cluster);
            return new PostgresqlCluster(cluster, Files.readString(passwordFile).strip());
        } catch (IOException e) {
            throw new EmbeddedServerException("cannot use " + dataDir + " for PostgreSQL", e);
        }
    }

    private static void create(
            Path dataDir, Path cluster, Path passwordFile, PostgresqlBinaries binaries, UnprivilegedUser user)
            throws IOException {
        Path fresh = dataDir.resolve("cluster.new");
        PostgresqlBinaries.delete(fresh);
        Files.deleteIfExists(passwordFile);
        Files.createDirectory(fresh, ONLY_OWNER_ENTERS);
        Files.createFile(passwordFile, ONLY_OWNER_READS);
        Files.writeString(passwordFile, randomPassword());
        Path copyForInitdb = Files.copy(passwordFile, dataDir.resolve("password.initdb"), StandardCopyOption.REPLACE_EXISTING);
        user.own(fresh);
        user.own(copyForInitdb);
        try {
            initdb(fresh, copyForInitdb, binaries, user);
        } finally {
            Files.delete(copyForInitdb);
        }
        Files.move(fresh, cluster, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void initdb(Path cluster, Path passwordFile, PostgresqlBinaries binaries, UnprivilegedUser user)
            throws IOException {
        List<String> arguments = List.of(
                "--pgdata=" + cluster.toAbsolutePath(),
                "--username=" + SUPERUSER,
                "--pwfile=" + passwordFile.toAbsolutePath(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions");
        Process initdb = new ProcessBuilder(user.command(binaries.program("initdb"), arguments))
                .redirectErrorStream(true)
                .start();
        initdb.getOutputStream().close();
        String output = new String(initdb.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (initdb.waitFor() != 0) {
                throw new EmbeddedServerException("initdb failed: " + output.strip());
            }
        } catch (InterruptedException e) {
            initdb.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("interrupted during initdb", e);
        }
    }

    private static String randomPassword() {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    @Override
    public String toString() {
        return "PostgresqlCluster(" + folder + ", password redacted)";
    }
}
