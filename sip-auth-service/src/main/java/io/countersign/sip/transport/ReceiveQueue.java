package io.countersign.sip.transport;

/**
 * What the system holds for a socket until it is received.
 *
 * @param bytes waiting, what the system needs for a datagram beside its bytes included
 * @param capacityBytes what doesn't fit is dropped
 * @param dropped datagrams, since the socket was opened
 */
record ReceiveQueue(long bytes, long capacityBytes, long dropped) {
    boolean isMoreThanHalfFull() {
        return bytes > capacityBytes / 2;
    }

    boolean isAtMostAQuarterFull() {
        return bytes <= capacityBytes / 4;
    }
}
