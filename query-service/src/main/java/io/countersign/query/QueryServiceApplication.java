package io.countersign.query;

import io.countersign.query.account.AccountController;
import io.countersign.query.credential.CredentialController;
import io.countersign.query.failure.FailureController;
import io.countersign.query.lockout.LockoutController;
import io.countersign.query.peer.PeerConfiguration;
import io.countersign.query.rebuild.RebuildController;
import io.countersign.query.registration.RegistrationController;
import io.countersign.query.schema.SchemaController;
import io.countersign.query.summary.SummaryController;
import io.countersign.query.trunk.TrunkController;
import io.countersign.rest.RestSupportConfiguration;
import io.countersign.rest.openapi.OpenApiConfiguration;
import io.countersign.rest.propagation.PropagationConfiguration;
import io.countersign.rest.service.ServiceAutoConfiguration;
import java.util.Map;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/**
 * The service that knows. Everything is named: in standalone three contexts share one classpath, so nothing is configured
 * for being there, and nothing is scanned.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ServiceAutoConfiguration
@Import({
    RestSupportConfiguration.class,
    PropagationConfiguration.class,
    OpenApiConfiguration.class,
    QueryStreamsConfiguration.class,
    QueryReadersConfiguration.class,
    PeerConfiguration.class,
    AccountController.class,
    TrunkController.class,
    CredentialController.class,
    RegistrationController.class,
    FailureController.class,
    SummaryController.class,
    LockoutController.class,
    RebuildController.class,
    SchemaController.class
})
public class QueryServiceApplication {

    public static void main(String[] arguments) {
        new SpringApplicationBuilder(QueryServiceApplication.class)
                .properties(Map.of("spring.config.name", "query-service"))
                .run(arguments);
    }
}
