package io.countersign.command.web;

import io.countersign.command.aggregate.AggregateGateway;
import io.countersign.command.execution.WriteTransaction;
import io.countersign.command.idempotency.RequestMacs;
import io.countersign.command.secret.ApiKeyHashes;
import io.countersign.command.trunk.SipDomain;
import io.countersign.rest.key.ApiKeyTable;
import io.countersign.rest.propagation.Propagation;
import io.countersign.rest.token.ConsistencyTokens;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The controllers and what they share. Needs the base {@link SipDomain} of the installation. */
@Configuration(proxyBeanMethods = false)
@Import({AccountController.class, ApiKeyController.class, TrunkController.class, CredentialController.class})
public class WebConfiguration {
    @Bean
    WriteRoutes writeRoutes(
            WriteTransaction writes,
            AggregateGateway aggregates,
            RequestMacs macs,
            ConsistencyTokens tokens,
            Propagation propagation) {
        return new WriteRoutes(
                Clock.systemUTC(),
                writes,
                aggregates,
                new IdempotencyHeader(macs),
                new Answers(tokens),
                new Replies(tokens, propagation));
    }

    @Bean
    KeyChanges keyChanges(ApiKeyHashes hashes, ApiKeyTable table) {
        return new KeyChanges(hashes, table);
    }
}
