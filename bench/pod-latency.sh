#!/usr/bin/env bash
# Measures, on a real cluster of three nodes, how long it takes from a pod's address in its status, from its phase Running and from its NIC's
# appearance to its first copied packet: 100 pods, median and 99th percentile. Writes bench/results/pod-latency.json.
exec "$(dirname "$0")/on-cluster.sh" PodLatency bench/results/pod-latency.json
