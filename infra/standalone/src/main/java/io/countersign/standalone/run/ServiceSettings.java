package io.countersign.standalone.run;

import io.countersign.embedded.EmbeddedPostgresql;
import io.countersign.rest.route.Service;
import io.countersign.standalone.folder.DataFolder;
import io.countersign.standalone.folder.Keys;
import io.countersign.standalone.frontdoor.Backends;
import io.countersign.standalone.option.RunSettings;
import java.util.HashMap;
import java.util.Map;

/** The settings that the services get from a run; they win over the services' own files and over the environment. */
final class ServiceSettings {
    private static final String LOOPBACK_NETWORKS = "127.0.0.0/8,::1/128";
    /** One node, so its name may stay over restarts; a new name each time would leave the old one behind as a silent member. */
    private static final String NODE = "standalone";

    private static final String PARTITIONS = "4";
    private static final String REPLICATION = "1";

    private ServiceSettings() {}

    static Map<String, Object> of(
            Service service,
            RunSettings run,
            SipEntrance sip,
            DataFolder folder,
            Keys keys,
            String kafka,
            EmbeddedPostgresql postgresql,
            Map<String, String> environment) {
        String bind = run.bind().getHostAddress();
        Map<String, Object> settings = new HashMap<>();
        settings.put("spring.config.name", Backends.name(service));
        settings.put("spring.main.cloud-platform", "none");
        settings.put("server.address", "127.0.0.1");
        settings.put("server.port", "0");
        settings.put("management.server.port", ""); // the front door merges the pages of all, from one port of each
        settings.put("countersign.node", environment.getOrDefault("COUNTERSIGN_NODE", NODE));
        settings.put("countersign.kafka.bootstrap-servers", kafka);
        settings.put("countersign.kafka.partitions", PARTITIONS);
        settings.put("countersign.kafka.replication-factor", REPLICATION);
        settings.put("countersign.postgres.url", postgresql.jdbcUrl());
        settings.put("countersign.postgres.username", postgresql.username());
        settings.put("countersign.postgres.password", postgresql.password());
        settings.put("countersign.master-key-file", keys.masterKeyset().toString());
        settings.put("countersign.token-key-file", keys.tokenKeyset().toString());
        settings.put("countersign.operator-key", keys.exportOperatorKey());
        settings.put("countersign.sip.domain", run.sipDomain());
        settings.put("countersign.sip.bind", bind);
        settings.put("countersign.sip.port", Integer.toString(sip.port()));
        settings.put("countersign.sip.sips-port", Integer.toString(sip.sipsPort()));
        settings.put("countersign.sip.advertise", run.sipAdvertise());
        settings.put("countersign.tls.certificate-file", sip.tls().certificate().toString());
        settings.put("countersign.tls.key-file", sip.tls().key().toString());
        settings.put("countersign.state-dir", folder.state(Backends.name(service)).toString());
        settings.put("countersign.trusted-proxies", trustedProxies(environment));
        settings.put(
                "countersign.unauthenticated.exempt", environment.getOrDefault("COUNTERSIGN_UNAUTHENTICATED_EXEMPT", LOOPBACK_NETWORKS));
        return settings;
    }

    /** Our own front door always, whatever else is trusted: else every source address would be the loopback's. */
    static String trustedProxies(Map<String, String> environment) {
        String more = environment.getOrDefault("COUNTERSIGN_TRUSTED_PROXIES", "").strip();
        return more.isEmpty() ? LOOPBACK_NETWORKS : LOOPBACK_NETWORKS + "," + more;
    }
}
