package io.countersign.query.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.rest.error.ApiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

class TogetherTest {
    @Test
    void theFirstRefusalIsTheAnswerAndNoneIsDropped() {
        ApiException first = ApiException.notFound();
        ApiException second = ApiException.unavailable("not now", Duration.ofSeconds(1));
        List<Throwable> dropped = new ArrayList<>();
        Hooks.onErrorDropped(dropped::add);
        try {
            Mono<String> refusedLater = Mono.<String>error(first).delaySubscription(Duration.ofMillis(20));

            assertThat(catchThrowable(() -> Together.both(refusedLater, Mono.<String>error(second), String::concat).block()))
                    .isSameAs(first);
            assertThat(catchThrowable(() -> Together.all(List.of(refusedLater, Mono.<String>error(second))).block()))
                    .isSameAs(first);
            assertThat(catchThrowable(() -> Together.both(Mono.just("a"), Mono.<String>error(second), String::concat).block()))
                    .isSameAs(second);
        } finally {
            Hooks.resetOnErrorDropped();
        }
        assertThat(dropped).isEmpty();
    }

    @Test
    void answersComeInOrder() {
        assertThat(Together.all(List.of(Mono.just("a").delaySubscription(Duration.ofMillis(20)), Mono.just("b"))).block())
                .containsExactly("a", "b");
        assertThat(Together.both(Mono.just("a"), Mono.just("b"), String::concat).block()).isEqualTo("ab");
    }
}
