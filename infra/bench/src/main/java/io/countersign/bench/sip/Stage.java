package io.countersign.bench.sip;

import java.util.List;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;

/** What a SIP worker does with a request, told from where its thread was found: the innermost frame of ours decides. */
@SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
enum Stage {
    RECEIVE_AND_SEND("receive and send", "io.countersign.sip.transport."),
    WRITE("write the answer", "io.countersign.sip.message.ResponseWriter", "io.countersign.sip.decision.ChallengeWriter", "io.countersign.sip.decision.RegisterResponses"),
    PARSE("parse", "io.countersign.sip.message."),
    DIGEST("digest", "io.countersign.digest.", "io.countersign.sip.decision.DigestVerifier"),
    NONCE("nonce, replay window, fingerprints, tags", "io.countersign.sip.challenge.", "io.countersign.sip.decision.RequestFingerprint", "io.countersign.sip.decision.ToTags"),
    LOOK_UP("look up trunk and account", "io.countersign.sip.account."),
    REGISTRAR("registrar", "io.countersign.sip.registrar."),
    DECIDE("decide", "io.countersign.sip.decision.", "io.countersign.sip."),
    ELSEWHERE("elsewhere", "");

    private final String text;
    private final List<String> prefixes;

    Stage(String text, String... prefixes) {
        this.text = text;
        this.prefixes = List.of(prefixes);
    }

    String text() {
        return text;
    }

    static Stage of(RecordedStackTrace trace) {
        for (RecordedFrame frame : trace.getFrames()) {
            String type = frame.getMethod().getType().getName();
            if (type.startsWith("io.countersign.")) {
                return ofType(type);
            }
        }
        return ELSEWHERE;
    }

    /** The first that claims it: the exceptions stand before their packages. */
    static Stage ofType(String type) {
        for (Stage stage : values()) {
            if (stage.prefixes.stream().anyMatch(type::startsWith)) {
                return stage;
            }
        }
        return ELSEWHERE;
    }
}
