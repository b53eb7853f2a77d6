package io.countersign.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Children in a process group of their own. A terminal's Ctrl-C goes to the whole foreground group: without this the
 * servers would stop at the same moment as what still uses them.
 */
public final class ProcessGroups {
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private ProcessGroups() {}

    /** The command so that its process, with the same id, leads a group of its own; unchanged where the system has no setsid. */
    public static List<String> ownGroup(List<String> command) {
        if (!Files.isExecutable(SETSID)) {
            return command;
        }
        List<String> own = new ArrayList<>(command.size() + 1);
        own.add(SETSID.toString());
        own.addAll(command);
        return own;
    }
}
