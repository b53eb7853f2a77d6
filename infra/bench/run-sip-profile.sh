#!/usr/bin/env bash
# Where the time of an authenticated REGISTER pair goes, stage by stage, and how many bytes it allocates: a whole sip-auth-service under
# load with a flight recording. Load goes to loopback only.
#
#   infra/bench/run-sip-profile.sh                                                                                      a minute: does it work?
#   ACCOUNTS=10000 WARM_UP=20 DURATION=30 RECORD=infra/bench/RESULTS.md infra/bench/run-sip-profile.sh                   the measurement, two minutes, on an idle machine
#
# Environment: WARM_UP, DURATION (seconds, for each algorithm), ACCOUNTS, OUTSTANDING, SOCKETS, JVM_OPTIONS (blank-separated, of sip-auth-service),
#   RECORD (file that the table is appended to), WORK (folder for logs, data and the recording; default: infra/bench/target/sip-profile-…).
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/classpath.sh"
bench_describe WARM_UP DURATION ACCOUNTS OUTSTANDING SOCKETS JVM_OPTIONS -- run-sip-profile.sh "$@"

arguments=(--work "${WORK:-$bench_dir/target/sip-profile-$(date -u +%Y%m%dT%H%M%S)}")
arguments+=(--warm-up-seconds "${WARM_UP:-5}" --seconds "${DURATION:-10}")
arguments+=(--accounts "${ACCOUNTS:-1000}" --outstanding "${OUTSTANDING:-8}" --sockets "${SOCKETS:-4}")
for option in ${JVM_OPTIONS:-$BENCH_SIP_JVM_OPTIONS}; do arguments+=("--jvm-option=$option"); done
[ -z "${RECORD:-}" ] || arguments+=(--results "$RECORD")

exec "$BENCH_JAVA" "${BENCH_JVM_OPTIONS[@]}" -cp "$BENCH_CLASSPATH" io.countersign.bench.Bench sip-profile "${arguments[@]}" "$@"
