#!/usr/bin/env bash
# Measures, on a real cluster of three nodes, how long it takes from `kubectl apply` to the first copied packet at the tool of the last
# node: 50 times, median and 99th percentile. Writes bench/results/apply-latency.json.
exec "$(dirname "$0")/on-cluster.sh" ApplyLatency bench/results/apply-latency.json
