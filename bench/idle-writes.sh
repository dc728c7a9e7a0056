#!/usr/bin/env bash
# Counts, on a real cluster of three nodes with one programmed mirror, every request that changes something during ten minutes of idle, as the
# API server itself counts them. Writes bench/results/idle-writes.json.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh build test cluster
deploy/images/build.sh --tag e2e --tag e2e-next
mkdir -p bench/results
K8SMIRROR_RESULT=$PWD/bench/results/idle-writes.json dotnet run --project tests/E2E.Tests -c Release -- -explicit only -class '*IdleWrites'
cat bench/results/idle-writes.json
