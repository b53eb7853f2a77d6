#!/usr/bin/env bash
# CPU per REGISTER of Countersign's SIP service beside Kamailio 5.6 (bare table, same functions, auth_db), in one run. Load goes to loopback only.
#
#   infra/bench/run-sip.sh                                                                                                  two minutes or so: does it work?
#   ACCOUNTS=10000 WARM_UP=20 ROUND=10 ROUNDS=6 RECORD=infra/bench/RESULTS.md infra/bench/run-sip.sh                        the measurement, about 26 minutes, on an idle machine
#
# Environment: WARM_UP, ROUND (seconds), ROUNDS, ACCOUNTS, OUTSTANDING, SOCKETS, WORKERS (UDP workers of each, one run each: 1,2),
#   RATE (requests a second in the open loop; 0: none), PEERS (countersign,kamailio,kamailio-typical,kamailio-auth-db), JVM_OPTIONS and
#   SERVICE_OPTIONS (blank-separated, of sip-auth-service), RECORD (file that the table is appended to), WORK (folder for logs and data;
#   default: infra/bench/target/sip-…).
# Further arguments go to `bench sip-compare` as they are (--help lists them).
set -euo pipefail

if ! [ -x /usr/sbin/kamailio ] && ! [ -x /usr/local/sbin/kamailio ]; then
    echo "skipped: Kamailio is not installed (Debian: apt-get install kamailio kamailio-postgres-modules)"
    exit 0
fi
. "$(dirname "${BASH_SOURCE[0]}")/classpath.sh"
bench_describe WARM_UP ROUND ROUNDS ACCOUNTS OUTSTANDING SOCKETS WORKERS RATE PEERS JVM_OPTIONS SERVICE_OPTIONS -- run-sip.sh "$@"

arguments=(--kamailio-config "$bench_dir/kamailio/kamailio.cfg")
arguments+=(--work "${WORK:-$bench_dir/target/sip-$(date -u +%Y%m%dT%H%M%S)}")
arguments+=(--warm-up-seconds "${WARM_UP:-3}" --round-seconds "${ROUND:-2}" --rounds "${ROUNDS:-3}")
arguments+=(--accounts "${ACCOUNTS:-1000}" --outstanding "${OUTSTANDING:-8}" --sockets "${SOCKETS:-4}" --workers "${WORKERS:-1,2}" --rate "${RATE:-2000}")
arguments+=(--peers "${PEERS:-countersign,kamailio,kamailio-typical,kamailio-auth-db}")
for option in ${JVM_OPTIONS:-$BENCH_SIP_JVM_OPTIONS}; do arguments+=("--jvm-option=$option"); done
for option in ${SERVICE_OPTIONS:-}; do arguments+=("--service-option=$option"); done
[ -z "${RECORD:-}" ] || arguments+=(--results "$RECORD")

exec "$BENCH_JAVA" "${BENCH_JVM_OPTIONS[@]}" -cp "$BENCH_CLASSPATH" io.countersign.bench.Bench sip-compare "${arguments[@]}" "$@"
