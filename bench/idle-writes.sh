#!/usr/bin/env bash
# Counts, on a real cluster of three nodes with one programmed mirror, every write request during ten idle minutes, as the API server itself
# counts them. Writes bench/results/idle-writes.json.
exec "$(dirname "$0")/on-cluster.sh" IdleWrites bench/results/idle-writes.json
