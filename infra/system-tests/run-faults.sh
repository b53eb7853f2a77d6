#!/usr/bin/env bash
# The fault test alone: two processes of each service, brokers and PostgreSQL are killed and paused while clients are at work.
#
#   infra/system-tests/run-faults.sh                                  as in mvn verify: three minutes, one broker
#   infra/system-tests/run-faults.sh -Plong                           the long one: three brokers, 200 kills, about 40 minutes
#   infra/system-tests/run-faults.sh -Dcountersign.faults.seed=N      the faults of a former run
#
# Arguments go to Maven as they are.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mvn --batch-mode --no-transfer-progress --quiet install -DskipTests
exec mvn --batch-mode --no-transfer-progress verify -pl infra/system-tests -Dit.test=FaultsIT -Dtest='HappenedTest,LogCheckTest' "$@"
