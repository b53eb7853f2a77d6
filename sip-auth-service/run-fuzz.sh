#!/usr/bin/env bash
# Fuzzes the parser, the stream framer, the digest credentials and the whole decision with Jazzer, one after the other, from the kept corpus.
#
#   sip-auth-service/run-fuzz.sh                     one hour in all
#   SECONDS_EACH=60 sip-auth-service/run-fuzz.sh     a minute each
#   sip-auth-service/run-fuzz.sh decision parser     only these
#
# Environment: SECONDS_EACH, KEEP=yes (adds inputs that reach something new to src/test/resources/fuzz), WORK (folder for logs, new inputs
#   and findings; default: target/fuzz), FUZZ_BUILD=no (classes and class path are there already).
# A finding ends the script with its input and stack trace; every finding becomes a kept input once it is mended.
set -euo pipefail

module=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=${WORK:-$module/target/fuzz}
targets=("$@")
[ $# -gt 0 ] || targets=(parser stream-framer digest-credentials decision)
seconds=${SECONDS_EACH:-$((3600 / ${#targets[@]}))}
mkdir -p "$work"

find_java() {
    local home
    for home in "${COUNTERSIGN_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*; do
        if [ -x "$home/bin/java" ] && "$home/bin/java" -version 2>&1 | grep -q 'version "25'; then
            java="$home/bin/java"
            return
        fi
    done
    echo "no JDK 25 found: install one, or set COUNTERSIGN_JAVA_HOME to its folder" >&2
    exit 2
}

class_of() {
    case $1 in
        parser) echo io.countersign.sip.message.ParserFuzz ;;
        stream-framer) echo io.countersign.sip.message.StreamFramerFuzz ;;
        digest-credentials) echo io.countersign.sip.message.DigestCredentialsFuzz ;;
        decision) echo io.countersign.sip.decision.DecisionFuzz ;;
        *) echo "no target $1 (expected: parser, stream-framer, digest-credentials or decision)" >&2; exit 2 ;;
    esac
}

run_jazzer() { # TARGET ARGUMENT…
    "$java" -Xmx1g -XX:+EnableDynamicAgentLoading --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
        -cp "$module/target/test-classes:$module/target/classes:$(cat "$module/target/fuzz.classpath")" com.code_intelligence.jazzer.Jazzer \
        --target_class="$(class_of "$1")" "--instrumentation_includes=io.countersign.**" --reproducer_path="$work" -artifact_prefix="$work/" "${@:2}"
}

find_java
if [ "${FUZZ_BUILD:-yes}" = yes ]; then
    (cd "$module/.." && mvn -B -ntp -q install -pl sip-auth-service -am -DskipTests >&2 \
        && mvn -B -ntp -q -pl sip-auth-service dependency:build-classpath -DincludeScope=test -Dmdep.outputFile="$module/target/fuzz.classpath" >&2)
fi
cd "$module"
for target in "${targets[@]}"; do
    found="$work/$target"
    kept=src/test/resources/fuzz/$target
    mkdir -p "$found"
    run_jazzer "$target" -max_total_time="$seconds" "$found" "$kept" src/test/resources/torture/rfc4475 src/test/resources/torture/rfc5118 \
        >"$work/$target.log" 2>&1 || { tail -60 "$work/$target.log"; echo "fuzz: $target has a finding, see $work"; exit 1; }
    coverage=$(grep -o 'cov: [0-9]*' "$work/$target.log" | tail -1)
    echo "fuzz: $target, $(grep -o 'Done .*' "$work/$target.log"), $coverage, $(find "$found" -type f | wc -l) new inputs, 0 findings"
    if [ "${KEEP:-no}" = yes ]; then
        run_jazzer "$target" -merge=1 "$kept" "$found" >"$work/$target-merge.log" 2>&1
    fi
done
