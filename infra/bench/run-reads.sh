#!/usr/bin/env bash
# One credential and a page of them, read at query-service, beside the same query on an indexed PostgreSQL table: first both
# over HTTP and the same framework, then both without, in one process. Starts everything itself, on loopback.
#
#   infra/bench/run-reads.sh                                                              a minute or two: does it work?
#   WARM_UP=10 ROUND=3 ROUNDS=5 RECORD=infra/bench/RESULTS.md infra/bench/run-reads.sh    the measurement, on an idle machine
#
# Environment: WARM_UP, ROUND (seconds), ROUNDS, CALLERS (1,8), TRUNKS (50), CREDENTIALS (200 of each), RECORD, WORK.
# Further arguments go to `bench reads` as they are (--help lists them).
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/classpath.sh"
bench_describe WARM_UP ROUND ROUNDS CALLERS TRUNKS CREDENTIALS -- run-reads.sh "$@"

arguments=(--work "${WORK:-$bench_dir/target/reads-$(date -u +%Y%m%dT%H%M%S)}")
arguments+=(--warm-up-seconds "${WARM_UP:-5}" --round-seconds "${ROUND:-2}" --rounds "${ROUNDS:-3}")
arguments+=(--callers "${CALLERS:-1,8}" --trunks "${TRUNKS:-50}" --credentials "${CREDENTIALS:-200}")
[ -z "${RECORD:-}" ] || arguments+=(--results "$RECORD")

exec "$BENCH_JAVA" "${BENCH_JVM_OPTIONS[@]}" -cp "$BENCH_CLASSPATH" io.countersign.bench.Bench reads "${arguments[@]}" "$@"
