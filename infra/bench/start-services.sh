#!/usr/bin/env bash
# One broker, one PostgreSQL and several instances of each service as processes of their own, without a front door, for
# run-commands.sh and run-propagation.sh on more than one instance. Runs until Ctrl-C; data and logs stay in DATA.
#
#   DATA=DIR infra/bench/start-services.sh                           in one terminal
#   DATA=DIR infra/bench/run-commands.sh                             in another
#
# Environment: DATA (folder; default: infra/bench/target/services), COMMANDS (2), QUERIES (1), SIPS (2).
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/classpath.sh"
rm -f "${DATA:-$bench_dir/target/services}/services.properties"
exec "$BENCH_JAVA" "${BENCH_JVM_OPTIONS[@]}" -cp "$BENCH_CLASSPATH" io.countersign.bench.Bench services \
    --folder "${DATA:-$bench_dir/target/services}" --commands "${COMMANDS:-2}" --queries "${QUERIES:-1}" --sips "${SIPS:-2}"
