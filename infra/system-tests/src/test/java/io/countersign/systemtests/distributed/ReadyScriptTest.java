package io.countersign.systemtests.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.countersign.systemtests.Checkout;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The health check of a service's image. */
class ReadyScriptTest {
    private static final long ENDS_WITHIN_SECONDS = 20;

    @ParameterizedTest
    @CsvSource({"200, 0", "503, 1", "404, 1"})
    void saysWhatReadinessSays(int status, int exitCode) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/actuator/health/readiness", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            assertThat(exitCode(server.getAddress().getPort())).isEqualTo(exitCode);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void nobodyIsNotReady() throws Exception {
        assertThat(exitCode(1)).isEqualTo(1);
    }

    private static int exitCode(int port) throws IOException, InterruptedException {
        ProcessBuilder script = new ProcessBuilder("bash", Checkout.root().resolve("infra/docker/service/ready").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        script.environment().put("COUNTERSIGN_HTTP_PORT", Integer.toString(port));
        Process process = script.start();
        assertThat(process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
