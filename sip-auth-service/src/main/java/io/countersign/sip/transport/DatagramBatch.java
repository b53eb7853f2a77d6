package io.countersign.sip.transport;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The structures of recvmmsg(2) and sendmmsg(2) on a 64-bit system, with room for datagrams of any length and their addresses: an array of
 * {@code mmsghdr { msghdr { name, namelen, iov, iovlen, control, controllen, flags }, len }}, each with one {@code iovec { base, len }}.
 */
final class DatagramBatch {
    private static final int HEADER_BYTES = 64;
    private static final int NAME_AT = 0;
    private static final int NAME_LENGTH_AT = 8;
    private static final int VECTOR_AT = 16;
    private static final int VECTOR_COUNT_AT = 24;
    private static final int LENGTH_AT = 56;
    private static final int VECTOR_BYTES = 16;
    private static final int VECTOR_LENGTH_AT = 8;
    /** Of a datagram to the next: with a power of two all would share a few sets of the processor's caches. */
    private static final int STRIDE_BYTES = UdpSocket.MAX_DATAGRAM_BYTES + 17 * 64;

    private final int nameBytes;
    private final MemorySegment headers;
    private final MemorySegment vectors;
    private final MemorySegment bytes;
    private final MemorySegment[] names;
    private final MemorySegment[] headersFrom;

    /** @param nameBytes of an address */
    DatagramBatch(Arena arena, int size, int nameBytes) {
        this.nameBytes = nameBytes;
        this.headers = arena.allocate((long) size * HEADER_BYTES, Long.BYTES);
        this.vectors = arena.allocate((long) size * VECTOR_BYTES, Long.BYTES);
        this.bytes = arena.allocate((long) size * STRIDE_BYTES);
        this.names = new MemorySegment[size];
        this.headersFrom = new MemorySegment[size];
        for (int i = 0; i < size; i++) {
            names[i] = arena.allocate(nameBytes, Long.BYTES);
            headersFrom[i] = headers.asSlice((long) i * HEADER_BYTES);
            MemorySegment vector = vectors.asSlice((long) i * VECTOR_BYTES, VECTOR_BYTES);
            vector.set(ADDRESS, 0, bytes.asSlice((long) i * STRIDE_BYTES));
            vector.set(JAVA_LONG, VECTOR_LENGTH_AT, UdpSocket.MAX_DATAGRAM_BYTES);
            headersFrom[i].set(ADDRESS, NAME_AT, names[i]);
            headersFrom[i].set(ADDRESS, VECTOR_AT, vector);
            headersFrom[i].set(JAVA_LONG, VECTOR_COUNT_AT, 1);
        }
        prepare(size);
    }

    /** Before the next receipt, for as many as came by the last one: the system has written how long the addresses are. */
    void prepare(int count) {
        for (int i = 0; i < count; i++) {
            headers.set(JAVA_INT, (long) i * HEADER_BYTES + NAME_LENGTH_AT, nameBytes);
        }
    }

    /** The array from that datagram on. */
    MemorySegment from(int number) {
        return headersFrom[number];
    }

    MemorySegment name(int number) {
        return names[number];
    }

    /** Copies a received datagram to the beginning of the array; returns its length. */
    int copy(int number, byte[] to) {
        int length = headers.get(JAVA_INT, (long) number * HEADER_BYTES + LENGTH_AT);
        MemorySegment.copy(bytes, JAVA_BYTE, (long) number * STRIDE_BYTES, to, 0, length);
        return length;
    }

    /** A datagram to be sent. */
    void set(int number, MemorySegment name, byte[] content, int length) {
        MemorySegment.copy(name, 0, names[number], 0, nameBytes);
        MemorySegment.copy(content, 0, bytes, JAVA_BYTE, (long) number * STRIDE_BYTES, length);
        vectors.set(JAVA_LONG, (long) number * VECTOR_BYTES + VECTOR_LENGTH_AT, length);
    }
}
