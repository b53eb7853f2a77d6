package io.countersign.bench.sip;

/** One of the outstanding requests. Owned by one thread. */
final class Place {
    final int number;
    final Source source;
    RegisterTemplate template;
    long token = Answer.NONE;
    long call;
    boolean second;
    long startedNanos;
    long sentNanos;

    Place(int number, Source source) {
        this.number = number;
        this.source = source;
        this.template = source.first();
    }
}
