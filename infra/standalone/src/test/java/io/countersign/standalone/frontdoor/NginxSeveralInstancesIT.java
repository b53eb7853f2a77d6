package io.countersign.standalone.frontdoor;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** nginx before several instances; skipped where it is not installed. */
class NginxSeveralInstancesIT extends SeveralInstancesContract {
    @TempDir
    private Path folder;

    @Override
    Door open(Backends backends) {
        return NginxDoor.open(backends, folder);
    }
}
