package io.countersign.sip.transport;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The calls of Linux that Java's channels don't know (recvmmsg(2), sendmmsg(2)) and those that a socket needs to use them. Each is made
 * with a segment that then holds the error's number. The numbers are those of x86-64 and arm64.
 */
final class LinuxCalls {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    static final int SOL_SOCKET = 1;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_REUSEPORT = 15;
    static final int SO_MEMINFO = 55;
    static final int SO_SNDTIMEO = 21;
    static final int IPPROTO_IP = 0;
    static final int IP_MULTICAST_ALL = 49;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_MULTICAST_ALL = 29;
    static final int IPV6_V6ONLY = 26;
    static final int SHUT_RDWR = 2;
    /** Blocks for the first message only. */
    static final int MSG_WAITFORONE = 0x10000;
    /** Where in what SO_MEMINFO gives (sock_diag(7)). */
    static final int SK_MEMINFO_RMEM_ALLOC = 0;
    static final int SK_MEMINFO_RCVBUF = 1;
    static final int SK_MEMINFO_DROPS = 8;
    static final int SK_MEMINFO_VARS = 9;
    static final int EINTR = 4;
    static final int EBADF = 9;
    static final int EACCES = 13;
    static final int EADDRINUSE = 98;
    static final int EADDRNOTAVAIL = 99;

    /** {@code struct sched_attr} in its first version. */
    static final StructLayout SCHED_ATTR = MemoryLayout.structLayout(
            JAVA_INT.withName("size"),
            JAVA_INT.withName("sched_policy"),
            JAVA_LONG.withName("sched_flags"),
            JAVA_INT.withName("sched_nice"),
            JAVA_INT.withName("sched_priority"),
            JAVA_LONG.withName("sched_runtime"),
            JAVA_LONG.withName("sched_deadline"),
            JAVA_LONG.withName("sched_period"));

    private static final VarHandle SCHED_FLAGS = SCHED_ATTR.varHandle(MemoryLayout.PathElement.groupElement("sched_flags"));
    private static final VarHandle SCHED_RUNTIME = SCHED_ATTR.varHandle(MemoryLayout.PathElement.groupElement("sched_runtime"));
    private static final boolean ARM64 = System.getProperty("os.arch").equals("aarch64");
    private static final long SCHED_RESET_ON_FORK = 1;
    private static final long SYS_SCHED_SETATTR = ARM64 ? 274 : 314;
    private static final long SYS_SCHED_GETATTR = ARM64 ? 275 : 315;
    private static final long THIS_THREAD = 0;
    private static final long NO_FLAGS = 0;
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET = handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SETSOCKOPT = handle("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GETSOCKOPT =
            handle("getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle BIND = handle("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle SHUTDOWN = handle("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SENDTO =
            handle("sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RECVMMSG =
            handle("recvmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle SENDMMSG =
            handle("sendmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    /** For what the C library has no function for: the number and, of the variable arguments, at most four. */
    private static final MethodHandle SYSCALL = handle(
            "syscall", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG), Linker.Option.firstVariadicArg(1));

    private LinuxCalls() {}

    @SuppressWarnings("restricted") // the functions are as their manual pages declare them
    private static MethodHandle handle(String name, FunctionDescriptor function, Linker.Option... more) {
        Linker linker = Linker.nativeLinker();
        Linker.Option[] options = Arrays.copyOf(more, more.length + 1);
        options[more.length] = Linker.Option.captureCallState("errno");
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), function, options);
    }

    /** Room for the error's number. */
    static MemorySegment newState(Arena arena) {
        return arena.allocate(STATE);
    }

    static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    static int socket(MemorySegment state, int family) {
        try {
            return (int) SOCKET.invokeExact(state, family, SOCK_DGRAM_CLOEXEC, 0);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    static int setsockopt(MemorySegment state, int socket, int level, int option, MemorySegment value) {
        try {
            return (int) SETSOCKOPT.invokeExact(state, socket, level, option, value, (int) value.byteSize());
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    static int getsockopt(MemorySegment state, int socket, int level, int option, MemorySegment value, MemorySegment length) {
        try {
            return (int) GETSOCKOPT.invokeExact(state, socket, level, option, value, length);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    static int bind(MemorySegment state, int socket, MemorySegment address, int length) {
        try {
            return (int) BIND.invokeExact(state, socket, address, length);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** In both directions. */
    static int shutdown(MemorySegment state, int socket) {
        try {
            return (int) SHUTDOWN.invokeExact(state, socket, SHUT_RDWR);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    static int close(MemorySegment state, int socket) {
        try {
            return (int) CLOSE.invokeExact(state, socket);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    static long sendto(MemorySegment state, int socket, MemorySegment bytes, MemorySegment address, int addressLength) {
        try {
            return (long) SENDTO.invokeExact(state, socket, bytes, bytes.byteSize(), 0, address, addressLength);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    static int recvmmsg(MemorySegment state, int socket, MemorySegment messages, int count) {
        try {
            return (int) RECVMMSG.invokeExact(state, socket, messages, count, MSG_WAITFORONE, MemorySegment.NULL);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    static int sendmmsg(MemorySegment state, int socket, MemorySegment messages, int count) {
        try {
            return (int) SENDMMSG.invokeExact(state, socket, messages, count, 0);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Of the calling thread; the segment is a {@link #SCHED_ATTR}. */
    static long schedGetAttr(MemorySegment state, MemorySegment attributes) {
        try {
            return (long) SYSCALL.invokeExact(state, SYS_SCHED_GETATTR, THIS_THREAD, attributes, SCHED_ATTR.byteSize(), NO_FLAGS);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Of the calling thread. */
    static long schedSetAttr(MemorySegment state, MemorySegment attributes) {
        try {
            return (long) SYSCALL.invokeExact(state, SYS_SCHED_SETATTR, THIS_THREAD, attributes, NO_FLAGS, NO_FLAGS);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    static long schedRuntime(MemorySegment attributes) {
        return (long) SCHED_RUNTIME.get(attributes, 0L);
    }

    /** For this thread alone: what it starts gets the usual one (SCHED_FLAG_RESET_ON_FORK of sched_setattr(2)). */
    static void setSchedRuntime(MemorySegment attributes, long nanos) {
        SCHED_RUNTIME.set(attributes, 0L, nanos);
        SCHED_FLAGS.set(attributes, 0L, SCHED_RESET_ON_FORK);
    }
}
