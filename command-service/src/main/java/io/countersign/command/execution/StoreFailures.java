package io.countersign.command.execution;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionSystemException;

/** Which failures of PostgreSQL pass: the same request may succeed when it is sent again. */
public final class StoreFailures {
    /** SQLSTATE classes: connection, rollback by conflict, resources, operator's intervention (PostgreSQL's Appendix A). */
    private static final List<String> PASSING_CLASSES = List.of("08", "40", "53", "57");
    /** transaction_timeout. */
    private static final String TRANSACTION_TIMEOUT = "25P04";
    private static final int MAX_CAUSES = 20;

    private StoreFailures() {}

    /** Whether the cause of a failed command, or a cause of it, is one of them. */
    public static boolean isPassing(Throwable failure) {
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof SQLTransientException || (cause instanceof SQLException sql && isPassing(sql.getSQLState()))) {
                return true;
            }
            cause = cause instanceof TransactionSystemException end && end.getApplicationException() != null
                    ? end.getApplicationException() // why there was a rollback; that this failed too is its consequence
                    : cause.getCause();
        }
        return false;
    }

    private static boolean isPassing(@Nullable String state) {
        return state != null
                && (state.equals(TRANSACTION_TIMEOUT) || PASSING_CLASSES.stream().anyMatch(state::startsWith));
    }
}
