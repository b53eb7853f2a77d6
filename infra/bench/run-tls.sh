#!/usr/bin/env bash
# TLS of Countersign's SIP service: full handshakes a second with their CPU, and the memory of idle registered connections from
# several loopback addresses. sip-auth-service runs as a process of its own.
#
#   infra/bench/run-tls.sh                                                                        a minute: does it work?
#   CONNECTIONS=10000 WARM_UP=30 COUNTED=30 IDLE=30 RECORD=infra/bench/RESULTS.md infra/bench/run-tls.sh  the measurement, on an idle machine
#
# Environment: CONNECTIONS, ADDRESSES (127.0.0.1 and those after it; an address may have 1,000), OUTSTANDING (handshakes under way),
#   WARM_UP, COUNTED, IDLE (seconds), WORKERS, JVM_OPTIONS (blank-separated, of sip-auth-service), RECORD (file that the table is
#   appended to), WORK (folder for logs and data; default: infra/bench/target/tls-…).
# Further arguments go to `bench tls` as they are (--help lists them).
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/classpath.sh"
bench_describe CONNECTIONS ADDRESSES OUTSTANDING WARM_UP COUNTED IDLE WORKERS JVM_OPTIONS -- run-tls.sh "$@"

# Each side needs a file descriptor a connection.
ulimit -n "$(ulimit -Hn)"

arguments=(--work "${WORK:-$bench_dir/target/tls-$(date -u +%Y%m%dT%H%M%S)}")
arguments+=(--connections "${CONNECTIONS:-500}" --addresses "${ADDRESSES:-16}" --outstanding "${OUTSTANDING:-16}")
arguments+=(--warm-up-seconds "${WARM_UP:-3}" --seconds "${COUNTED:-5}" --idle-seconds "${IDLE:-5}" --workers "${WORKERS:-2}")
for option in ${JVM_OPTIONS:--Xms64m -Xmx256m -XX:+UseSerialGC}; do arguments+=("--jvm-option=$option"); done
[ -z "${RECORD:-}" ] || arguments+=(--results "$RECORD")

exec "$BENCH_JAVA" "${BENCH_JVM_OPTIONS[@]}" -Xmx1g -cp "$BENCH_CLASSPATH" io.countersign.bench.Bench tls "${arguments[@]}" "$@"
