package io.countersign.command.execution;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionSystemException;

/** Which failures of PostgreSQL pass: the same request may succeed when it is sent again. */
public final class StoreFailures {
    /** SQLSTATE classes: connection, rollback by conflict, resources, operator's intervention (PostgreSQL's Appendix A). */
    private static final List<String> PASSING_CLASSES = List.of("08", "40", "53", "57");
    /** idle_in_transaction_session_timeout, transaction_timeout. */
    private static final Set<String> TIMEOUTS = Set.of("25P03", "25P04");
    private static final int MAX_CAUSES = 20;

    private StoreFailures() {}

    /** Whether the cause of a failed command, or a cause of it, is one of them. */
    public static boolean isPassing(Throwable failure) {
        return causes(failure).stream().anyMatch(cause ->
                cause instanceof SQLTransientException || (cause instanceof SQLException sql && isPassing(sql.getSQLState())));
    }

    /** PostgreSQL's own code of what went wrong, which says nothing of anybody's data; empty when there is none. */
    public static String sqlState(Throwable failure) {
        return causes(failure).stream()
                .filter(SQLException.class::isInstance)
                .map(cause -> ((SQLException) cause).getSQLState())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (@Nullable Throwable cause = failure; cause != null && causes.size() < MAX_CAUSES; ) {
            causes.add(cause);
            cause = cause instanceof TransactionSystemException end && end.getApplicationException() != null
                    ? end.getApplicationException() // why there was a rollback; that this failed too is its consequence
                    : cause.getCause();
        }
        return causes;
    }

    private static boolean isPassing(@Nullable String state) {
        return state != null
                && (TIMEOUTS.contains(state) || PASSING_CLASSES.stream().anyMatch(state::startsWith));
    }
}
