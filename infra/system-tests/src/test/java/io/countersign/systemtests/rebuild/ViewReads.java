package io.countersign.systemtests.rebuild;

import io.countersign.rest.token.ConsistencyToken;
import io.countersign.rest.token.ConsistencyTokens;
import io.countersign.systemtests.RestClient;
import io.countersign.systemtests.RestClient.Answer;
import io.countersign.systemtests.rebuild.FactWriter.Login;
import io.countersign.systemtests.rebuild.FactWriter.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads that go on, at each instance in turn: of what was just written with its token, of what was there and of what was
 * removed before, and of a page that has more than a page. A 503 with Retry-After is no answer yet; anything else must be
 * the whole truth. Counted by one thread, read once that has stopped.
 */
final class ViewReads implements AutoCloseable {
    private static final int FOUND = 200;
    private static final int GONE = 404;
    private static final int LATER = 503;
    private static final int PAGE = 100;
    /** Between rounds: else they would take the cores from what is tested. */
    private static final Duration PAUSE = Duration.ofMillis(15);

    private final FactWriter facts;
    private final List<RestClient> operators;
    private final ConsistencyTokens tokens;
    private final List<Login> there;
    private final List<Login> gone;
    private final Thread thread;
    private final List<String> wrong = new ArrayList<>();
    private final AtomicInteger reads = new AtomicInteger();
    private volatile boolean stopped;
    private int later;

    ViewReads(FactWriter facts, List<RestClient> operators, ConsistencyTokens tokens) {
        this.facts = facts;
        this.operators = operators;
        this.tokens = tokens;
        this.there = List.copyOf(facts.live());
        this.gone = List.copyOf(facts.removed());
        this.thread = Thread.ofPlatform().name("view-reads").start(this::run);
    }

    void stop() {
        stopped = true;
        try {
            thread.join(Duration.ofSeconds(60));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** May be asked while it goes on. */
    int reads() {
        return reads.get();
    }

    int later() {
        return later;
    }

    List<String> wrong() {
        return wrong;
    }

    @Override
    public void close() {
        stop();
    }

    private void run() {
        for (int i = 0; !stopped; i++) {
            Written created = facts.create();
            read(credential(created.login()), Optional.of(created), FOUND);
            Written removed = facts.remove(created.login());
            read(credential(created.login()), Optional.of(removed), GONE);
            read(credential(there.get(Math.floorMod(i * 7919, there.size()))), Optional.empty(), FOUND);
            read(credential(gone.get(Math.floorMod(i * 7919, gone.size()))), Optional.empty(), GONE);
            readPage(created.login().trunkId());
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void read(String path, Optional<Written> written, int expected) {
        Answer answer = ask(path, written);
        if (answer.status() != expected) {
            note(path, answer);
        }
    }

    private void readPage(String trunk) {
        String path = trunkPath(trunk) + "/credentials?limit=" + PAGE;
        Answer answer = ask(path, Optional.empty());
        if (answer.status() != FOUND || answer.json().get("data").size() != PAGE) {
            note(path, answer);
        }
    }

    private Answer ask(String path, Optional<Written> written) {
        RestClient operator = operators.get(reads.getAndIncrement() % operators.size());
        return written.map(it -> operator.get(path, ConsistencyTokens.HEADER, tokens.format(token(it)))).orElseGet(() -> operator.get(path));
    }

    private void note(String path, Answer answer) {
        if (answer.status() == LATER && answer.header("Retry-After").isPresent()) {
            later++;
        } else {
            wrong.add(path + ": " + answer.status() + " " + answer.body());
        }
    }

    private static ConsistencyToken token(Written written) {
        return new ConsistencyToken("trunk", written.login().trunkId(), FactWriter.ACCOUNT, written.version());
    }

    private static String credential(Login login) {
        return trunkPath(login.trunkId()) + "/credentials/" + login.credentialId();
    }

    private static String trunkPath(String trunk) {
        return "/v1/account/" + FactWriter.ACCOUNT + "/trunks/" + trunk;
    }
}
