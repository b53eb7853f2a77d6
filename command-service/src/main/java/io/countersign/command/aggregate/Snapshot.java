package io.countersign.command.aggregate;

import io.countersign.command.account.Account;
import io.countersign.command.trunk.Trunk;

/** The state of an aggregate after some event: where a command starts before it reads the tail. */
sealed interface Snapshot {
    /** Sequence of the last event in it. */
    long version();

    /** The state itself, as the aggregate takes it. */
    Object state();

    /** The aggregate's type, as it is stored. */
    String type();

    /** Of an account. */
    record OfAccount(Account state) implements Snapshot {
        @Override
        public long version() {
            return state.version().sequence();
        }

        @Override
        public String type() {
            return AccountAggregate.TYPE;
        }
    }

    /** Of a trunk. */
    record OfTrunk(Trunk state) implements Snapshot {
        @Override
        public long version() {
            return state.version().sequence();
        }

        @Override
        public String type() {
            return TrunkAggregate.TYPE;
        }
    }
}
