package io.countersign.bench.sip;

import io.countersign.bench.sip.LoadPlan.Mode;
import io.countersign.bench.sip.LoadReport.Trouble;
import io.countersign.digest.DigestChallenge;
import io.countersign.sip.transport.ThreadSlice;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A closed loop: as soon as one request is answered or given up, the next is sent. Or an open one: requests start at a steady rate,
 * and times count from when each was due, so that a server that falls behind can't hide it. Nothing is sent twice. One thread does
 * it all, without a lock, so that on a machine with two cores the server has one of its own.
 */
public final class RegisterLoad {
    /** A token is a serial number and, in its low bits, the place that waits for the answer. */
    private static final int PLACE_BITS = 8;

    private static final int SERIALS_OF_A_MILLISECOND_BITS = 16;

    /** How late a sleeping thread may be woken up. */
    private static final long WAKE_UP_NANOS = 100_000;

    private static final long SWEEP_NANOS = Duration.ofMillis(20).toNanos();

    private final LoadPlan plan;
    private final LoadReport report = new LoadReport();
    private final ByteBuffer out = ByteBuffer.allocateDirect(RegisterTemplate.MAX_BYTES);
    private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 16);
    private final byte[] answer = new byte[1 << 16];
    private final List<Source> sources = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private final Deque<Place> free = new ArrayDeque<>();
    private final long startIntervalNanos;
    private long nextStartNanos;
    /** Begins anew each millisecond: branches and Call-IDs are never those of another run, which a server may still know (RFC 3261 8.1.1.4). */
    private long serial = (System.currentTimeMillis() & 0xffff_ffffL) << SERIALS_OF_A_MILLISECOND_BITS;
    private boolean sending = true;
    private int waiting;

    private RegisterLoad(LoadPlan plan) {
        this.plan = plan;
        this.startIntervalNanos = plan.startsPerSecond() == 0 ? 0 : Duration.ofSeconds(1).toNanos() / plan.startsPerSecond();
    }

    /**
     * Runs the plan on the calling thread; ends by itself after its duration and at most one time-out. The thread gets the shortest
     * slice: it is to see an answer when it comes, and not when whoever else runs there has had enough.
     */
    public static LoadReport run(LoadPlan plan) throws IOException {
        ThreadSlice.shorten();
        return new RegisterLoad(plan).run();
    }

    private LoadReport run() throws IOException {
        try (Selector selector = Selector.open()) {
            try {
                openSources(selector);
                loop(selector);
            } finally {
                for (Source source : sources) {
                    source.channel.close();
                }
            }
        }
        return report;
    }

    private void openSources(Selector selector) throws IOException {
        for (int i = 0; i < plan.sockets(); i++) {
            sources.add(Source.open(plan.source(i), plan.target(), selector));
        }
        for (int i = 0; i < plan.accounts().size(); i++) {
            Source source = sources.get(i % sources.size());
            source.add(new RegisterTemplate(plan.accounts().get(i), source.address()));
        }
        for (int i = 0; i < plan.outstanding(); i++) {
            places.add(new Place(i, sources.get(i % sources.size())));
        }
    }

    private void loop(Selector selector) throws IOException {
        long start = System.nanoTime();
        long end = start + plan.duration().toNanos();
        begin(start);
        long nextSweep = start + SWEEP_NANOS;
        while (waiting > 0 || (isOpen() && sending)) {
            if (!readAll()) {
                rest(selector);
            }
            long now = System.nanoTime();
            startDue(now);
            if (sending && now >= end) {
                sending = false;
                report.ended(Duration.ofNanos(now - start));
            }
            if (now >= nextSweep) {
                giveUp(now);
                nextSweep = now + SWEEP_NANOS;
            }
        }
    }

    private boolean isOpen() {
        return startIntervalNanos > 0;
    }

    private void begin(long start) throws IOException {
        if (isOpen()) {
            free.addAll(places);
            nextStartNanos = start;
            return;
        }
        for (Place place : places) {
            sendFirst(place, System.nanoTime());
        }
    }

    /**
     * In an open loop a selector would wait too long: then it sleeps until shortly before the next start, or looks again and again for
     * the answer that is due, and lets others have the core meanwhile.
     */
    @SuppressWarnings("ThreadPriorityCheck") // nothing hangs on it: it looks again anyway
    private void rest(Selector selector) throws IOException {
        if (!isOpen()) {
            selector.select(SWEEP_NANOS / 1_000_000);
            selector.selectedKeys().clear();
        } else if (waiting > 0) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(nextStartNanos - System.nanoTime() - WAKE_UP_NANOS);
        }
    }

    private void startDue(long now) throws IOException {
        while (isOpen() && sending && nextStartNanos - now <= 0) {
            Place place = free.poll();
            if (place == null) {
                report.trouble(Trouble.NO_PLACE);
            } else {
                sendFirst(place, nextStartNanos);
            }
            nextStartNanos += startIntervalNanos;
        }
    }

    /** Whether anything was there. */
    private boolean readAll() throws IOException {
        boolean any = false;
        for (Source source : sources) {
            while (read(source)) {
                any = true;
            }
        }
        return any;
    }

    private boolean read(Source source) throws IOException {
        in.clear();
        try {
            if (source.channel.read(in) <= 0) {
                return false;
            }
        } catch (PortUnreachableException e) {
            report.trouble(Trouble.UNREACHABLE);
            return false;
        }
        int length = in.flip().remaining();
        in.get(answer, 0, length);
        onAnswer(length);
        return true;
    }

    private void onAnswer(int length) throws IOException {
        int status = Answer.status(answer, length);
        long token = Answer.token(answer, length);
        if (status == Answer.NONE || token == Answer.NONE) {
            report.trouble(Trouble.MALFORMED);
            return;
        }
        int number = (int) (token & ((1 << PLACE_BITS) - 1));
        if (number >= places.size() || places.get(number).token != token) {
            report.trouble(Trouble.STRAY);
            return;
        }
        report.answered(status);
        onAnswer(places.get(number), status, length);
    }

    private void onAnswer(Place place, int status, int length) throws IOException {
        int expected = place.second ? 200 : 401;
        if (status != expected) {
            report.trouble(Trouble.UNEXPECTED_STATUS);
            next(place);
            return;
        }
        if (plan.mode() == Mode.REGISTER_401 || place.second) {
            if (sending) {
                report.completed(System.nanoTime() - place.startedNanos);
            }
            next(place);
            return;
        }
        Optional<DigestChallenge> challenge = Answer.challenge(answer, length, plan.algorithm());
        if (challenge.isEmpty()) {
            report.trouble(Trouble.NO_CHALLENGE);
            next(place);
            return;
        }
        place.second = true;
        place.token = newToken(place);
        place.template.writeSecond(out, place.token, place.call, challenge.get());
        send(place);
    }

    private void next(Place place) throws IOException {
        place.token = Answer.NONE;
        waiting--;
        if (isOpen()) {
            free.add(place);
        } else if (sending) {
            sendFirst(place, System.nanoTime());
        }
    }

    private void sendFirst(Place place, long dueNanos) throws IOException {
        place.second = false;
        place.token = newToken(place);
        place.call = place.token;
        place.template = place.source.nextTemplate();
        place.startedNanos = dueNanos;
        place.template.writeFirst(out, place.token, place.call);
        waiting++;
        send(place);
    }

    private void send(Place place) throws IOException {
        out.flip();
        place.sentNanos = System.nanoTime();
        try {
            place.source.channel.write(out);
        } catch (PortUnreachableException e) {
            report.trouble(Trouble.UNREACHABLE);
        }
    }

    private void giveUp(long now) throws IOException {
        for (Place place : places) {
            if (place.token != Answer.NONE && now - place.sentNanos > plan.timeout().toNanos()) {
                report.trouble(Trouble.TIMEOUT);
                next(place);
            }
        }
    }

    private long newToken(Place place) {
        serial++;
        return serial << PLACE_BITS | place.number;
    }
}
