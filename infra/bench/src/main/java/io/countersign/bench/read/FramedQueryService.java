package io.countersign.bench.read;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.countersign.query.QueryServiceApplication;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.support.GenericApplicationContext;

/**
 * query-service with one more controller, {@link TableController}: so PostgreSQL is asked through the very frame that the views
 * are asked through. The database is named by the environment.
 */
public final class FramedQueryService {
    static final String URL = "BENCH_DATABASE_URL";
    static final String USER = "BENCH_DATABASE_USER";
    static final String PASSWORD = "BENCH_DATABASE_PASSWORD";
    static final int POOL = 10;

    private FramedQueryService() {}

    /** Serves until SIGTERM. */
    public static void main(String[] arguments) {
        new SpringApplicationBuilder(QueryServiceApplication.class, TableController.class)
                .properties(Map.of("spring.config.name", "query-service"))
                .initializers(context ->
                        ((GenericApplicationContext) context).registerBean(PlainTable.class, () -> new PlainTable(pool())))
                .run(arguments);
    }

    private static HikariDataSource pool() {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(System.getenv(URL));
        pool.setUsername(System.getenv(USER));
        pool.setPassword(System.getenv(PASSWORD));
        pool.setMaximumPoolSize(POOL);
        return new HikariDataSource(pool);
    }
}
