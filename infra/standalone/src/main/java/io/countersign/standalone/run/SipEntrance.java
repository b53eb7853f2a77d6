package io.countersign.standalone.run;

import io.countersign.standalone.folder.DataFolder;
import io.countersign.standalone.folder.Ports;
import io.countersign.standalone.folder.TlsFiles;
import io.countersign.standalone.option.RunSettings;
import java.util.Map;

/**
 * Where SIP comes in.
 *
 * @param port for UDP and TCP
 * @param sipsPort for TLS
 */
record SipEntrance(int port, int sipsPort, TlsFiles tls) {
    static SipEntrance of(RunSettings settings, DataFolder folder, Map<String, String> environment) {
        int port = Ports.sip("--sip-port", settings.bind(), settings.sipPort());
        return new SipEntrance(
                port,
                Ports.sips("--sips-port", settings.bind(), settings.sipsPort(), port),
                TlsFiles.of(folder, settings.sipDomain(), settings.bind(), environment));
    }
}
