package io.countersign.command.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.keysets.MasterKeyset;
import java.security.GeneralSecurityException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps 2xx answers for a day, sealed. Works in the transaction of the calling thread; its advisory lock makes a second
 * instance see that the first is still at it.
 */
public final class IdempotentAnswers {
    public static final Duration KEPT = Duration.ofHours(24);

    /** In one transaction: some tens of milliseconds. */
    private static final int SWEPT_ROWS = 5_000;

    /**
     * Two statements in one round trip, not one statement: the look-up must see what was committed before the lock was
     * had, and each statement sees what was committed before it began.
     */
    private static final String CLAIM = """
            select pg_try_advisory_xact_lock(hashtextextended(?, 1));
            select request_mac, answer from command.idempotent_answer
            where scope = ? and key = ? and answered_at > now() - make_interval(secs => ?)""";

    private final JdbcOperations statements;
    private final JdbcClient jdbc;
    private final MasterKeyset keyset;
    private final JsonMapper mapper = JsonMapper.builder().build();

    public IdempotentAnswers(JdbcOperations statements, MasterKeyset keyset) {
        this.statements = statements;
        this.jdbc = JdbcClient.create(statements);
        this.keyset = keyset;
    }

    /** Takes the key for the length of the transaction, and says what is known of it. */
    public IdempotencyLookup claim(IdempotentRequest request) {
        IdempotencyLookup found = statements.execute(CLAIM, (PreparedStatementCallback<IdempotencyLookup>) claim -> {
            claim.setString(1, request.lockName());
            claim.setString(2, request.scope());
            claim.setString(3, request.key().text());
            claim.setLong(4, KEPT.toSeconds());
            claim.execute();
            return found(request, claim);
        });
        return Objects.requireNonNull(found, "a claim without a result");
    }

    private IdempotencyLookup found(IdempotentRequest request, PreparedStatement claim) throws SQLException {
        try (ResultSet lock = claim.getResultSet()) {
            lock.next();
            if (!lock.getBoolean(1)) {
                return new IdempotencyLookup.Running();
            }
        }
        claim.getMoreResults();
        try (ResultSet kept = claim.getResultSet()) {
            if (!kept.next()) {
                return new IdempotencyLookup.First();
            }
            return request.mac().matches(kept.getBytes("request_mac"))
                    ? new IdempotencyLookup.Repeated(open(request, kept.getBytes("answer")))
                    : new IdempotencyLookup.Reused();
        }
    }

    /** Keeps the answer of a request that was claimed in this transaction. */
    public void keep(IdempotentRequest request, StoredResponse answer) {
        jdbc.sql("""
                        insert into command.idempotent_answer (scope, key, request_mac, answer) values (?, ?, ?, ?)
                        on conflict (scope, key) do update
                        set request_mac = excluded.request_mac, answer = excluded.answer, answered_at = now()""")
                .params(request.scope(), request.key().text(), request.mac().bytes(), seal(request, answer))
                .update();
    }

    /** Removes what is older than a day, in transactions of a bounded size; not to be called in one. */
    public int sweep() {
        int removed = 0;
        int slice;
        do {
            slice = jdbc.sql("""
                            delete from command.idempotent_answer where ctid in (
                                select ctid from command.idempotent_answer
                                where answered_at < now() - make_interval(secs => ?) limit ? for update skip locked)""")
                    .params(KEPT.toSeconds(), SWEPT_ROWS)
                    .update();
            removed += slice;
        } while (slice > 0);
        return removed;
    }

    private byte[] seal(IdempotentRequest request, StoredResponse answer) {
        ObjectNode node = mapper.createObjectNode();
        node.put("status", answer.status());
        ObjectNode headers = node.putObject("headers");
        answer.headers().forEach(headers::put);
        node.put("json", answer.json());
        return keyset.seal(mapper.writeValueAsBytes(node), associatedData(request));
    }

    private StoredResponse open(IdempotentRequest request, byte[] sealed) {
        try {
            JsonNode node = mapper.readTree(keyset.open(sealed, associatedData(request)));
            Map<String, String> headers = new LinkedHashMap<>();
            node.get("headers").properties().forEach(entry -> headers.put(entry.getKey(), entry.getValue().stringValue()));
            return new StoredResponse(node.get("status").intValue(), headers, node.get("json").stringValue());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a kept answer can't be opened (expected: the master keyset that sealed it)", e);
        }
    }

    private static byte[] associatedData(IdempotentRequest request) {
        return ("idempotent-answer/1 " + request.lockName()).getBytes(UTF_8);
    }
}
