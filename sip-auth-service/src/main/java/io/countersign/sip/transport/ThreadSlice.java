package io.countersign.sip.transport;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * How long the system lets the calling thread run before another one of the same priority may go on (sched(7), sched_setattr(2)). With
 * a short slice a thread that is woken goes on before those that are in the midst of a long one, and gets no more of the processor
 * than before. Linux heeds it from 6.12 on; elsewhere nothing happens.
 */
public final class ThreadSlice {
    /** The shortest that there is. */
    static final long SHORTEST_NANOS = 100_000;

    private ThreadSlice() {}

    /** Asks for the shortest slice for this thread; whether the system took it. */
    public static boolean shorten() {
        if (!LinuxUdpSocket.isSupported()) {
            return false;
        }
        try (Arena once = Arena.ofConfined()) {
            MemorySegment state = LinuxCalls.newState(once);
            MemorySegment attributes = once.allocate(LinuxCalls.SCHED_ATTR);
            if (LinuxCalls.schedGetAttr(state, attributes) != 0) {
                return false;
            }
            LinuxCalls.setSchedRuntime(attributes, SHORTEST_NANOS);
            return LinuxCalls.schedSetAttr(state, attributes) == 0;
        }
    }
}
