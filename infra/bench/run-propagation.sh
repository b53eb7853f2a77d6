#!/usr/bin/env bash
# Write answered → REGISTER accepted, and DELETE answered → refused: p50, p99 and max, with each hop (commit → Kafka →
# fold → node), against a running standalone on this machine.
#
#   ./countersign up --data DIR                                                     in another terminal
#   DATA=DIR infra/bench/run-propagation.sh                                         some seconds: does it work?
#   DATA=DIR COUNT=500 RECORD=infra/bench/RESULTS.md infra/bench/run-propagation.sh the measurement
#
# With RATE it writes so many credentials a second instead, and measures until every SIP node has applied each, against the
# instances of start-services.sh:
#   DATA=DIR RATE=50 infra/bench/run-propagation.sh
#   DATA=DIR RATE=50 WARM_UP=30 SECONDS_COUNTED=60 RECORD=infra/bench/RESULTS.md infra/bench/run-propagation.sh
#
# Environment: DATA (data folder of the running Countersign; default: data), URL (default: http://127.0.0.1:8080),
#   SIP (default: 127.0.0.1:5060), KAFKA (default: as the data folder says), COUNT, POLL_MICROS, RECORD.
#   With RATE: URL and SIP are lists (default: those of start-services.sh), WARM_UP (10), SECONDS_COUNTED (20), RECORD.
# Further arguments go to `bench propagation` as they are (--help lists them).
set -euo pipefail

data=${DATA:-data}
. "$(dirname "${BASH_SOURCE[0]}")/classpath.sh"
kafka=${KAFKA:-127.0.0.1:$(bench_setting kafka "$data")}
if [ -n "${RATE:-}" ]; then
    bench_describe URL SIP RATE WARM_UP SECONDS_COUNTED -- run-propagation.sh "$@"
    arguments=(--url "${URL:-$(bench_setting command "$data")}" --operator-key-file "$data/operator.key" --kafka "$kafka")
    arguments+=(--sip "${SIP:-$(bench_setting sip "$data")}" --rate "$RATE")
    arguments+=(--warm-up-seconds "${WARM_UP:-10}" --seconds "${SECONDS_COUNTED:-20}")
    [ -z "${RECORD:-}" ] || arguments+=(--results "$RECORD")
    exec "$BENCH_JAVA" "${BENCH_JVM_OPTIONS[@]}" -cp "$BENCH_CLASSPATH" io.countersign.bench.Bench steady-propagation "${arguments[@]}" "$@"
fi
bench_describe URL SIP COUNT POLL_MICROS -- run-propagation.sh "$@"

arguments=(--url "${URL:-http://127.0.0.1:8080}" --operator-key-file "$data/operator.key")
arguments+=(--sip "${SIP:-127.0.0.1:5060}" --kafka "$kafka" --count "${COUNT:-50}" --poll-micros "${POLL_MICROS:-1000}")
[ -z "${RECORD:-}" ] || arguments+=(--results "$RECORD")

exec "$BENCH_JAVA" "${BENCH_JVM_OPTIONS[@]}" -cp "$BENCH_CLASSPATH" io.countersign.bench.Bench propagation "${arguments[@]}" "$@"
