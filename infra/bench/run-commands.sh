#!/usr/bin/env bash
# Commands per second and their tail at 1, 8 and 32 callers: POST credentials at a running Countersign, beside the same
# rows inserted by plain JDBC in one transaction behind the same HTTP framework. One run, interleaved rounds, loopback only.
#
#   ./countersign up --data DIR                                      in another terminal
#   DATA=DIR infra/bench/run-commands.sh                             a minute: does it work?
#   DATA=DIR WARM_UP=30 ROUND=10 ROUNDS=5 RECORD=infra/bench/RESULTS.md infra/bench/run-commands.sh      the measurement
#
# With the instances of start-services.sh the command-services are asked themselves: the first alone, then all in turn.
#
# Environment: DATA (data folder of the running Countersign; default: data), URL (several: with commas; default: those of
#   start-services.sh in DATA, else http://127.0.0.1:8080),
#   WARM_UP, ROUND (seconds), ROUNDS, CALLERS (1,8,32), RATE (commands a second of all callers, in rounds of their own; 0: none), TRUNKS, POOL (connections of the plain server), RECORD, WORK.
# Further arguments go to `bench commands` as they are (--help lists them).
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/classpath.sh"
bench_describe URL WARM_UP ROUND ROUNDS CALLERS RATE TRUNKS POOL -- run-commands.sh "$@"

url=${URL:-$(bench_setting command "${DATA:-data}")}
arguments=(--url "${url:-http://127.0.0.1:8080}" --operator-key-file "${DATA:-data}/operator.key")
arguments+=(--work "${WORK:-$bench_dir/target/commands-$(date -u +%Y%m%dT%H%M%S)}")
arguments+=(--warm-up-seconds "${WARM_UP:-5}" --round-seconds "${ROUND:-2}" --rounds "${ROUNDS:-3}")
arguments+=(--callers "${CALLERS:-1,8,32}" --rate "${RATE:-0}" --trunks "${TRUNKS:-32}" --pool-size "${POOL:-10}")
process=$(bench_setting process "${DATA:-data}")
[ -z "$process" ] || arguments+=(--process "$process")
[ -z "${RECORD:-}" ] || arguments+=(--results "$RECORD")

exec "$BENCH_JAVA" "${BENCH_JVM_OPTIONS[@]}" -cp "$BENCH_CLASSPATH" io.countersign.bench.Bench commands "${arguments[@]}" "$@"
