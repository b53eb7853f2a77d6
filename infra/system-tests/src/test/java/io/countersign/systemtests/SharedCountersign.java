package io.countersign.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test classes one {@code countersign up} that they share, as a start takes longer than most of them: each makes accounts
 * of its own and leaves what is there for all as it is. Started by the first that asks, ended after the last test.
 */
final class SharedCountersign implements ParameterResolver {
    /** The order of classes that share it: one behind the other, so that it doesn't take from what others do. */
    static final int LAST = Integer.MAX_VALUE - 10;

    /** Ended with the store of all tests, as are the peers. */
    private record Started(Path folder, RunningCountersign running) implements AutoCloseable {
        static Started now() {
            try {
                Path folder = Files.createTempDirectory("countersign-shared");
                RunningCountersign running = RunningCountersign.start(folder.resolve("data"), RunningCountersign.Ports.free());
                System.out.printf("ready after %d ms (first start)%n", running.readyAfter().toMillis());
                return new Started(folder, running);
            } catch (IOException e) {
                throw new IllegalStateException("no folder for what is started", e);
            }
        }

        @Override
        public void close() throws IOException {
            running.close();
            List<Path> deepestFirst;
            try (Stream<Path> paths = Files.walk(folder)) {
                deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        return type == RunningCountersign.class || type == StayingPeers.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        ExtensionContext.Store ofAll = test.getRoot().getStore(ExtensionContext.Namespace.GLOBAL);
        Started started = ofAll.computeIfAbsent(Started.class, key -> Started.now(), Started.class);
        return parameter.getParameter().getType() == StayingPeers.class
                ? ofAll.computeIfAbsent(StayingPeers.class, key -> StayingPeers.start(started.running(), started.folder()), StayingPeers.class)
                : started.running();
    }
}
