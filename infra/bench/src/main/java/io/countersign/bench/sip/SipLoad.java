package io.countersign.bench.sip;

import io.countersign.bench.measure.LoopbackTarget;
import io.countersign.digest.DigestAlgorithm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sip-load}: one run against one server on this machine. */
@Command(name = "sip-load", mixinStandardHelpOptions = true, description = "REGISTER load over UDP, to loopback only: a closed loop, or with --rate an open one.")
public final class SipLoad implements Callable<Integer> {
    private static final String MADE_UP = "made-up accounts pbx-000000, … are used without --accounts";

    @Option(names = "--target", required = true, description = "host:port on this machine")
    private String target = "";

    @Option(names = "--mode", defaultValue = "register-pair", description = "register-401 or register-pair")
    private String mode = "";

    @Option(names = "--algorithm", defaultValue = "SHA-256", description = "MD5 or SHA-256")
    private String algorithm = "";

    @Option(names = "--domain", required = true, description = "host of the Request-URI, From and To, and the realm")
    private String domain = "";

    @Option(names = "--accounts", description = "file with username:password lines; " + MADE_UP)
    private @Nullable Path accounts;

    @Option(names = "--count", defaultValue = "1000", description = "number of made-up accounts")
    private int count;

    @Option(names = "--sockets", defaultValue = "4", description = "source addresses, from 127.0.1.1 on")
    private int sockets;

    @Option(names = "--outstanding", defaultValue = "8", description = "requests waited for at the same time")
    private int outstanding;

    @Option(names = "--rate", defaultValue = "0", description = "requests a second in an open loop; 0: a closed loop")
    private int rate;

    @Option(names = "--seconds", defaultValue = "5", description = "how long, up to 300")
    private int seconds;

    @Option(names = "--timeout-ms", defaultValue = "1000", description = "after which an answer is given up")
    private int timeoutMs;

    @Override
    public Integer call() throws IOException {
        DigestAlgorithm chosen = DigestAlgorithm.ofToken(algorithm)
                .orElseThrow(() -> new IllegalArgumentException("algorithm " + algorithm + " (expected: MD5 or SHA-256)"));
        List<SipAccount> users =
                accounts == null ? SipAccount.madeUp(domain, chosen, count) : SipAccount.read(accounts, domain, chosen);
        LoadReport report = RegisterLoad.run(new LoadPlan(
                LoopbackTarget.parse(target),
                modeOf(mode),
                chosen,
                users,
                sockets,
                outstanding,
                rate / modeOf(mode).requests(),
                Duration.ofSeconds(seconds),
                Duration.ofMillis(timeoutMs)));
        System.out.println(report.counts());
        System.out.printf(
                Locale.ROOT,
                "per second: %.0f  p50: %d us  p99: %d us  max: %d us%n",
                report.perSecond(),
                report.latencies().percentile(50).toNanos() / 1000,
                report.latencies().percentile(99).toNanos() / 1000,
                report.latencies().max().toNanos() / 1000);
        return report.troubles() == 0 ? 0 : 1;
    }

    private static LoadPlan.Mode modeOf(String text) {
        for (LoadPlan.Mode mode : LoadPlan.Mode.values()) {
            if (mode.toString().equals(text)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("mode " + text + " (expected: register-401 or register-pair)");
    }
}
