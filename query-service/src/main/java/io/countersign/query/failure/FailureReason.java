package io.countersign.query.failure;

import io.countersign.schemas.failure.AuthFailed;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Why a request was refused (the reason codes of the SIP contract), said for people: what was seen, and what to do. */
@SuppressWarnings("ImmutableEnumChecker") // the sentences are stateless
enum FailureReason {
    UNKNOWN_USER(
            seen -> "The trunk has no credential with the username \"" + seen.getUsername() + "\".",
            "Set the PBX to a username of this trunk's credentials (upper and lower case count), or create this one."),
    WRONG_PASSWORD(
            seen -> "The password sent for \"" + seen.getUsername() + "\" is wrong: its digest" + algorithm(seen)
                    + " does not fit the credential's.",
            "Enter the credential's password in the PBX again; if it is lost, create a new credential. It can't be shown."),
    UNKNOWN_TRUNK(
            seen -> "No trunk has the domain that was asked for" + realm(seen) + ".",
            "Set SIP server, domain and realm of the PBX to the trunk's sip_domain."),
    CREDENTIAL_DISABLED(
            seen -> "The credential of \"" + seen.getUsername() + "\" is disabled.", "Enable the credential, or use another."),
    CREDENTIAL_EXPIRED(
            seen -> "The credential of \"" + seen.getUsername() + "\" has expired.",
            "Set a later expires_at, or create a new credential."),
    STALE_NONCE(
            seen -> "The challenge that was answered is too old, or is another node's.",
            "Nothing, if it is rare: the PBX is challenged again. If it is frequent, let the PBX answer the newest challenge."),
    REPLAYED_NONCE(
            seen -> "A nonce count (nc) was used a second time for \"" + seen.getUsername() + "\".",
            "Let the PBX raise nc for each request, as RFC 7616 demands. If it does, someone may be replaying what they overheard: use TLS."),
    WRONG_REALM(
            seen -> "The credentials were computed for another realm" + realm(seen) + ".",
            "Set the realm (or leave it empty) so that the one of the challenge, the trunk's sip_domain, is used."),
    ALGORITHM_NOT_ALLOWED(
            seen -> "The digest algorithm" + algorithm(seen) + " is not one that the trunk allows.",
            "Let the PBX answer a challenge whose algorithm is offered, or add the algorithm to the trunk's digest_algorithms."),
    MALFORMED_CREDENTIALS(
            seen -> "The Authorization header can't be used: a part of it is missing, repeated or not ours.",
            "Check that nothing between PBX and us rewrites the header, and that the PBX sends digest with qop=auth."),
    REGISTER_NOT_ALLOWED(
            seen -> "A REGISTER came to a trunk that is known by its addresses only.",
            "Turn registration off in the PBX, or give the trunk an auth_type with credentials."),
    TRUNK_DISABLED(seen -> "The trunk is disabled; the password was right.", "Enable the trunk."),
    TLS_REQUIRED(
            seen -> "The trunk asks for TLS and the request came over " + seen.getTransport() + "; the password was right.",
            "Set the PBX to TLS (port 5061), or turn require_tls off."),
    IDENTITY_NOT_ALLOWED(
            seen -> "The address in To or From is not one that \"" + seen.getUsername() + "\" may use; the password was right.",
            "Register the username itself at the trunk's sip_domain; for calls use a number that is assigned to the trunk."),
    IP_NOT_ALLOWED(
            seen -> "The source address " + seen.getSourceIp() + " is not in the trunk's IP list.",
            "Add the address to the trunk's ip-acl, or send from one that is in it."),
    LOCKED_OUT(
            seen -> "The source " + seen.getSourceIp() + " failed too often and is locked out for now.",
            "Correct the password first, then wait for the end of the lock-out, or lift it."),
    MALFORMED(
            seen -> "The " + seen.getMethod() + " is not valid SIP.",
            "Update or replace what sent it; a trace of the message shows what is wrong."),
    OVERLOAD(
            seen -> "The node had more requests than it can answer.",
            "Nothing: the PBX tries again. If it stays, more nodes are needed."),
    NOT_READY(
            seen -> "The node did not have its tables yet, or they were too old.",
            "Nothing: the PBX tries again. If it stays, see the node's readiness.");

    private final Text message;
    private final String fix;

    FailureReason(Text message, String fix) {
        this.message = message;
        this.fix = fix;
    }

    /** The reason of a code; nothing when this build doesn't know it. */
    static Optional<FailureReason> of(String code) {
        return Arrays.stream(values()).filter(reason -> reason.code().equals(code)).findFirst();
    }

    /** As the API and the topic write it. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What was seen. */
    String message(AuthFailed seen) {
        return message.apply(seen);
    }

    /** What to do. */
    String fix() {
        return fix;
    }

    private static String algorithm(AuthFailed seen) {
        return seen.getAlgorithm() == null ? "" : " (" + seen.getAlgorithm() + ")";
    }

    private static String realm(AuthFailed seen) {
        return seen.getRealm() == null ? "" : " (\"" + seen.getRealm() + "\")";
    }

    /** A sentence about one failure. */
    @FunctionalInterface
    private interface Text extends Function<AuthFailed, String> {}
}
