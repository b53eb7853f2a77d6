#!/usr/bin/env bash
# Events per second of a rebuild from zero: the auth table and the views, by one query-service with a broker beside it.
# Starts both itself, on loopback only, and writes the facts straight to the topics.
#
#   infra/bench/run-replay.sh                                                              half a minute: does it work?
#   EVENTS=200000 ROUNDS=5 RECORD=infra/bench/RESULTS.md infra/bench/run-replay.sh         the measurement, on an idle machine
#
# Environment: EVENTS, TRUNKS, ROUNDS, RECORD (file that the table is appended to), JSON (file for each round, one object a
#   line), WORK (folder for logs and data; default: infra/bench/target/replay-…).
# Further arguments go to `bench replay` as they are (--help lists them).
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/classpath.sh"
bench_describe EVENTS TRUNKS ROUNDS -- run-replay.sh "$@"

work=${WORK:-$bench_dir/target/replay-$(date -u +%Y%m%dT%H%M%S)}
arguments=(--work "$work" --json "${JSON:-$work/rounds.jsonl}")
arguments+=(--events "${EVENTS:-20000}" --trunks "${TRUNKS:-64}" --rounds "${ROUNDS:-2}")
[ -z "${RECORD:-}" ] || arguments+=(--results "$RECORD")

exec "$BENCH_JAVA" "${BENCH_JVM_OPTIONS[@]}" -cp "$BENCH_CLASSPATH" io.countersign.bench.Bench replay "${arguments[@]}" "$@"
