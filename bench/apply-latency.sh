#!/usr/bin/env bash
# Measures, on a real cluster of three nodes, how long it takes from `kubectl apply` to the first copied packet at the tool of the last
# node: 50 times, median and 99th percentile. Writes bench/results/apply-latency.json.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh build test cluster
deploy/images/build.sh --tag e2e --tag e2e-next
mkdir -p bench/results
K8SMIRROR_RESULT=$PWD/bench/results/apply-latency.json dotnet run --project tests/E2E.Tests -c Release -- -explicit only -class '*ApplyLatency'
cat bench/results/apply-latency.json
