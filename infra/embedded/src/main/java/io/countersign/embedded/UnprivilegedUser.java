package io.countersign.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Under whom PostgreSQL's programs run, as they refuse to run as root. As root they run in a user namespace of their own
 * where root has no name ({@code unshare --user}); where that is forbidden (containers do), as {@code nobody}, who keeps
 * the one capability to enter folders that only root may enter ({@code setpriv}).
 */
enum UnprivilegedUser {
    SELF("", ""),
    USER_NAMESPACE("0", "unshare --user"),
    /**
     * 65534 is the kernel's overflow user and group, which own nothing; their names differ between distributions.
     * Without the secure bit access(2), with which PostgreSQL asks, would know nothing of the capability.
     */
    NOBODY_ENTERING_FOLDERS(
            "65534",
            "setpriv --securebits=+no_setuid_fixup --reuid=65534 --regid=65534 --clear-groups"
                    + " --inh-caps=-all,+dac_override --ambient-caps=-all,+dac_override"),
    NOBODY("65534", "setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all");

    private static final long PROBE_SECONDS = 10;

    private final String owner;
    private final String prefix;

    UnprivilegedUser(String owner, String prefix) {
        this.owner = owner;
        this.prefix = prefix;
    }

    /** The first that works here and may enter the folder, which exists. */
    static UnprivilegedUser entering(Path folder) {
        if (!System.getProperty("user.name").equals("root")) {
            return SELF;
        }
        return Stream.of(USER_NAMESPACE, NOBODY_ENTERING_FOLDERS, NOBODY)
                .filter(user -> user.mayEnter(folder))
                .findFirst()
                .orElseThrow(() -> new EmbeddedServerException(
                        "PostgreSQL does not run as root, and neither unshare nor setpriv (package util-linux) lets it enter " + folder));
    }

    /** The command line that runs a program as this user. */
    List<String> command(Path program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (this != SELF) {
            command.addAll(List.of(prefix.split(" ", -1)));
        }
        command.add(program.toString());
        command.addAll(arguments);
        return command;
    }

    /** Makes this user the owner of the folder and all that is in it: a run before may have used another one. */
    void own(Path folder) throws IOException {
        if (this == SELF) {
            return;
        }
        UserPrincipal user = folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner);
        if (Files.getOwner(folder).equals(user)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.setOwner(path, user);
            }
        }
    }

    private boolean mayEnter(Path folder) {
        try {
            Process probe = new ProcessBuilder(command(Path.of("test"), List.of("-x", folder.toString())))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS) && probe.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("interrupted while looking for a way to run PostgreSQL as root", e);
        }
    }
}
