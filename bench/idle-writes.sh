#!/usr/bin/env bash
# Counts, on a real cluster of three nodes with one programmed mirror, every request that changes something during ten minutes of idle, as the
# API server itself counts them. Writes bench/results/idle-writes.json.
exec "$(dirname "$0")/on-cluster.sh" IdleWrites bench/results/idle-writes.json
