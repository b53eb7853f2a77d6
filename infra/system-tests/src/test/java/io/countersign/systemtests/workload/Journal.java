package io.countersign.systemtests.workload;

import io.countersign.systemtests.RestClient.Answer;
import io.countersign.systemtests.check.Read;
import io.countersign.systemtests.check.Receipt;
import io.countersign.systemtests.check.Request;
import io.countersign.systemtests.check.SipTry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What all clients together were told. Safe for all threads. */
public final class Journal {
    private static final int FIRST_SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;
    private static final int LATEST = 50;

    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final Queue<Span> writes = new ConcurrentLinkedQueue<>();
    private final Queue<Read> reads = new ConcurrentLinkedQueue<>();
    private final Queue<Span> readSpans = new ConcurrentLinkedQueue<>();
    private final Queue<Span> unansweredReads = new ConcurrentLinkedQueue<>();
    private final Queue<SipTry> sipTries = new ConcurrentLinkedQueue<>();
    private final AtomicInteger sipUnanswered = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private final AtomicInteger postponed = new AtomicInteger();
    private final Queue<String> unclear = new ConcurrentLinkedQueue<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    /** Guarded by itself. */
    private final List<Credential> credentials = new ArrayList<>();

    private final KeyRing keys = new KeyRing();
    private final Queue<Receipt> receipts = new ConcurrentLinkedQueue<>();
    /** Credentials that are, or whose end is, in force at every node by a receipt. */
    private final Set<String> inForce = ConcurrentHashMap.newKeySet();

    private final Set<String> endInForce = ConcurrentHashMap.newKeySet();
    private final Queue<Integer> otherVersions = new ConcurrentLinkedQueue<>();
    private final Set<String> deletionBegun = ConcurrentHashMap.newKeySet();
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();

    void wrote(Request request, Span span) {
        requests.add(request);
        writes.add(span);
        if (request.outcome() instanceof Request.Outcome.Acknowledged) {
            acknowledged.incrementAndGet();
        }
    }

    void created(Credential credential) {
        synchronized (credentials) {
            credentials.add(credential);
        }
    }

    /** Ids of credentials whose removal was acknowledged. */
    public Set<String> deleted() {
        return Set.copyOf(deleted);
    }

    void deletionBegins(String credentialId) {
        deletionBegun.add(credentialId);
    }

    void deleted(String credentialId) {
        deleted.add(credentialId);
    }

    boolean isDeletionBegun(String credentialId) {
        return deletionBegun.contains(credentialId);
    }

    boolean isDeleted(String credentialId) {
        return deleted.contains(credentialId);
    }

    /** What the answer to a creation says of the nodes. */
    void creationTold(Receipt receipt) {
        told(receipt, inForce);
    }

    /** What the answer to a deletion says of the nodes. */
    void deletionTold(Receipt receipt) {
        told(receipt, endInForce);
    }

    private void told(Receipt receipt, Set<String> known) {
        receipts.add(receipt);
        if (receipt.isInForce()) {
            known.add(receipt.credentialId());
        }
    }

    boolean isInForce(String credentialId) {
        return inForce.contains(credentialId);
    }

    boolean isEndInForce(String credentialId) {
        return endInForce.contains(credentialId);
    }

    /** The status of the answer to a change of what has another version. */
    void askedForAnotherVersion(int status) {
        otherVersions.add(status);
    }

    /** An answer after which the request was sent again. */
    void notNow(Answer answer) {
        if (answer.status() == UNAVAILABLE && answer.header("Retry-After").isPresent()) {
            postponed.incrementAndGet();
        } else if (answer.status() >= FIRST_SERVER_ERROR) {
            unclear.add(answer.status() + " " + answer.body());
        }
    }

    void answeredFromMemory() {
        repeated.incrementAndGet();
    }

    void read(Read read, Span span) {
        reads.add(read);
        readSpans.add(span);
    }

    /** Patience ended first. */
    void readUnanswered(Span span) {
        unansweredReads.add(span);
    }

    void tried(SipTry attempt) {
        sipTries.add(attempt);
    }

    void unansweredOnSip() {
        sipUnanswered.incrementAndGet();
    }

    /** Any of those that were ever created; every second time one of the latest, whose changes are on their way. */
    Optional<Credential> anyCredential(Random random) {
        synchronized (credentials) {
            int size = credentials.size();
            int from = random.nextBoolean() ? Math.max(0, size - LATEST) : 0;
            return size == 0 ? Optional.empty() : Optional.of(credentials.get(random.nextInt(from, size)));
        }
    }

    List<Credential> credentials() {
        synchronized (credentials) {
            return List.copyOf(credentials);
        }
    }

    public KeyRing keys() {
        return keys;
    }

    public List<Receipt> receipts() {
        return List.copyOf(receipts);
    }

    /** Statuses of changes that were asked for of a version that isn't: each must be 412. */
    public List<Integer> otherVersions() {
        return List.copyOf(otherVersions);
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    public List<Read> reads() {
        return List.copyOf(reads);
    }

    public List<SipTry> sipTries() {
        return List.copyOf(sipTries);
    }

    /** Requests on SIP that had no answer, or 503, as when the node was not running. */
    public int sipUnanswered() {
        return sipUnanswered.get();
    }

    /** Tries that were answered with the answer to an earlier one. */
    public int repeated() {
        return repeated.get();
    }

    /** Tries that were answered with 503 and Retry-After. */
    public int postponed() {
        return postponed.get();
    }

    /** Tries that were answered with a server error and not told when to come again. */
    public List<String> unclear() {
        return List.copyOf(unclear);
    }

    public int acknowledged() {
        return acknowledged.get();
    }

    public List<Span> writeSpans() {
        return List.copyOf(writes);
    }

    public List<Span> readSpans() {
        return List.copyOf(readSpans);
    }

    /** Reads that were given up. */
    public List<Span> unansweredReads() {
        return List.copyOf(unansweredReads);
    }
}
