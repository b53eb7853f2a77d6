package io.countersign.query;

import io.countersign.kafka.KafkaSettings;
import io.countersign.query.account.AccountReader;
import io.countersign.query.credential.CredentialReader;
import io.countersign.query.failure.FailureReader;
import io.countersign.query.lockout.LockoutTable;
import io.countersign.query.registration.RegistrationReader;
import io.countersign.query.streams.StreamsApplication;
import io.countersign.query.summary.SummaryReader;
import io.countersign.query.trunk.TrunkReader;
import io.countersign.query.view.AgeFilter;
import io.countersign.query.view.LocalReader;
import io.countersign.query.view.Peers;
import io.countersign.query.view.QuestionForms;
import io.countersign.query.view.ViewReader;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What the controllers ask. */
@Configuration(proxyBeanMethods = false)
public class QueryReadersConfiguration {
    /** A store's answer comes from memory or a page of a local file: a few threads suffice. */
    private static final int STORE_THREADS = 8;

    /** More waiting reads than that are refused. */
    private static final int STORE_QUEUE = 1_000;

    @Bean(destroyMethod = "dispose")
    Scheduler storeScheduler() {
        return Schedulers.newBoundedElastic(STORE_THREADS, STORE_QUEUE, "store");
    }

    @Bean
    LocalReader localViews(StreamsApplication viewsApplication, ViewGenerations generations, Scheduler storeScheduler) {
        return new LocalReader(
                viewsApplication.name(), viewsApplication, viewsApplication, generations::waiters, storeScheduler, Clock.systemUTC());
    }

    @Bean
    LocalReader localFailures(StreamsApplication failuresApplication, Scheduler storeScheduler) {
        return new LocalReader(
                failuresApplication.name(), failuresApplication, failuresApplication, Map::of, storeScheduler, Clock.systemUTC());
    }

    @Bean
    LocalReader localCounts(StreamsApplication countsApplication, Scheduler storeScheduler) {
        return new LocalReader(
                countsApplication.name(), countsApplication, countsApplication, Map::of, storeScheduler, Clock.systemUTC());
    }

    @Bean
    AgeFilter ageFilter() {
        return new AgeFilter();
    }

    @Bean
    QuestionForms questionForms() {
        return new QuestionForms(
                Stream.of(AccountReader.forms(), TrunkReader.forms(), CredentialReader.forms(), RegistrationReader.forms(), FailureReader.forms(), SummaryReader.forms())
                        .flatMap(List::stream)
                        .toList());
    }

    @Bean
    ViewReader viewReader(StreamsApplication viewsApplication, LocalReader localViews, Peers peers, KafkaSettings kafka) {
        return new ViewReader(localViews, viewsApplication, peers, kafka.partitions());
    }

    @Bean
    AccountReader accountReader(ViewReader viewReader, Views views) {
        return new AccountReader(viewReader, views.account());
    }

    @Bean
    TrunkReader trunkReader(ViewReader viewReader, Views views) {
        return new TrunkReader(viewReader, views.trunk(), views.trunkList());
    }

    @Bean
    CredentialReader credentialReader(ViewReader viewReader, Views views) {
        return new CredentialReader(viewReader, views.credential());
    }

    @Bean
    RegistrationReader registrationReader(ViewReader viewReader, Views views) {
        return new RegistrationReader(viewReader, views.registration(), Clock.systemUTC());
    }

    @Bean
    LockoutTable lockoutTable(KafkaSettings kafka) {
        return LockoutTable.start(kafka, Clock.systemUTC());
    }

    @Bean
    FailureReader failureReader(
            StreamsApplication failuresApplication, LocalReader localFailures, Peers peers, KafkaSettings kafka) {
        return new FailureReader(
                new ViewReader(localFailures, failuresApplication, peers, kafka.partitions()),
                Clock.systemUTC());
    }

    @Bean
    SummaryReader summaryReader(StreamsApplication countsApplication, LocalReader localCounts, Peers peers, KafkaSettings kafka) {
        return new SummaryReader(new ViewReader(localCounts, countsApplication, peers, kafka.partitions()));
    }
}
