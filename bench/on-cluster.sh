#!/usr/bin/env bash
# Runs one of the end-to-end tests' measurements on a real cluster of three nodes, and prints what it found.
#
#   bench/on-cluster.sh CLASS FILE      FILE: bench/results/….json
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh build test cluster
deploy/images/build.sh --tag e2e --tag e2e-next
mkdir -p bench/results
K8SMIRROR_RESULT=$PWD/$2 dotnet run --project tests/E2E.Tests -c Release -- -explicit only -class "*$1"
cat "$2"
