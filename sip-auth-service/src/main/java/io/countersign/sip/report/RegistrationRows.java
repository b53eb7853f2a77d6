package io.countersign.sip.report;

import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.registration.RegistrationRow;
import io.countersign.sip.message.Transport;
import io.countersign.sip.registrar.BindingChange.Bound;
import io.countersign.sip.registrar.Flow;
import io.countersign.sip.registrar.Incarnation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** A binding as it is on its topic. */
final class RegistrationRows {
    private RegistrationRows() {}

    static RegistrationRow row(Bound bound) {
        Flow flow = bound.flow();
        return RegistrationRow.newBuilder()
                .setTrunkId(bound.trunkId())
                .setCredentialId(bound.credentialId())
                .setUsername(RecordKeys.afterFirst(RecordKeys.accountOf(bound.key())))
                .setContact(bound.contact())
                .setQ(bound.qPerMille().isPresent() ? Integer.valueOf(bound.qPerMille().getAsInt()) : null)
                .setPath(bound.path().orElse(null))
                .setExpiresAt(Instant.ofEpochSecond(bound.expiresAtSecond()))
                .setRegisteredAt(Instant.ofEpochSecond(bound.registeredAtSecond()))
                .setNode(bound.incarnation().node())
                .setIncarnation(bound.incarnation().id())
                .setTransport(flow.transport().name().toLowerCase(Locale.ROOT))
                .setSourceIp(flow.remote().getAddress().getHostAddress())
                .setSourcePort(flow.remote().getPort())
                .setLocalIp(flow.local().getAddress().getHostAddress())
                .setLocalPort(flow.local().getPort())
                .setConnectionId(flow.connectionId())
                .setUserAgent(bound.userAgent().orElse(null))
                .build();
    }

    /** @throws IllegalArgumentException when the row is none of a build that this one understands */
    static Bound bound(String key, RegistrationRow row) {
        return new Bound(
                key,
                row.getTrunkId(),
                row.getCredentialId(),
                row.getContact(),
                row.getQ() == null ? OptionalInt.empty() : OptionalInt.of(row.getQ()),
                Optional.ofNullable(row.getPath()),
                row.getExpiresAt().getEpochSecond(),
                row.getRegisteredAt().getEpochSecond(),
                new Incarnation(row.getNode(), row.getIncarnation()),
                new Flow(
                        Transport.valueOf(row.getTransport().toUpperCase(Locale.ROOT)),
                        address(row.getSourceIp(), row.getSourcePort()),
                        address(row.getLocalIp(), row.getLocalPort()),
                        row.getConnectionId()),
                Optional.ofNullable(row.getUserAgent()));
    }

    /** Never a name, so nothing is resolved. */
    private static InetSocketAddress address(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }
}
