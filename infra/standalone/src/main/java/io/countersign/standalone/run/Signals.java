package io.countersign.standalone.run;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;

/**
 * Handlers of SIGTERM and SIGINT. A shutdown hook can't choose the exit code, nor see a second Ctrl-C. By reflection, as
 * the compiler warns of the class by name, which is exported for this use (JEP 260).
 */
final class Signals {
    private Signals() {}

    /** Runs the action, on a thread of the JVM's, each time the process gets the signal. */
    static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(handler.getClassLoader() == null
                    ? Signals.class.getClassLoader()
                    : handler.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM has no signals (expected: module jdk.unsupported)", e);
        }
    }

    /** Waits for as long as the process lives; a handler ends it. */
    static void awaitEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
