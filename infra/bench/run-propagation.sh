#!/usr/bin/env bash
# Write answered → REGISTER accepted, and DELETE answered → refused: p50, p99 and max, with each hop (commit → Kafka →
# fold → node), against a running standalone on this machine.
#
#   ./countersign up --data DIR                                                     in another terminal
#   DATA=DIR infra/bench/run-propagation.sh                                         some seconds: does it work?
#   DATA=DIR COUNT=500 RECORD=infra/bench/RESULTS.md infra/bench/run-propagation.sh the measurement
#
# Environment: DATA (data folder of the running Countersign; default: data), URL (default: http://127.0.0.1:8080),
#   SIP (default: 127.0.0.1:5060), KAFKA (default: as the data folder says), COUNT, POLL_MICROS, RECORD.
# Further arguments go to `bench propagation` as they are (--help lists them).
set -euo pipefail

data=${DATA:-data}
kafka=${KAFKA:-127.0.0.1:$(sed -n 's/^kafka=//p' "$data/ports.properties")}
. "$(dirname "${BASH_SOURCE[0]}")/classpath.sh"
bench_describe URL SIP COUNT POLL_MICROS -- run-propagation.sh "$@"

arguments=(--url "${URL:-http://127.0.0.1:8080}" --operator-key-file "$data/operator.key")
arguments+=(--sip "${SIP:-127.0.0.1:5060}" --kafka "$kafka" --count "${COUNT:-50}" --poll-micros "${POLL_MICROS:-1000}")
[ -z "${RECORD:-}" ] || arguments+=(--results "$RECORD")

exec "$BENCH_JAVA" "${BENCH_JVM_OPTIONS[@]}" -cp "$BENCH_CLASSPATH" io.countersign.bench.Bench propagation "${arguments[@]}" "$@"
