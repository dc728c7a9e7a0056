#!/usr/bin/env bash
# Installs what building, testing, showing and measuring K8sMirror needs on Debian 12. Safe to run again and again: it asks dpkg first and
# does nothing when nothing is missing. The .NET SDK of global.json is the one thing it expects to find.
#
#   scripts/setup.sh [build] [test] [demo] [bench] [lint] [cluster]      (default: build test demo bench)
set -euo pipefail
cd "$(dirname "$0")/.."

declare -A packages=(
  [build]="make gcc libc6-dev clang-16 llvm-16 libbpf-dev libelf-dev zlib1g-dev"
  [test]="iproute2 iputils-ping ethtool tcpdump tshark nftables bpftool iperf3 procps util-linux prometheus zsh fish"
  [demo]="iproute2 ethtool tcpdump iperf3 bpftool procps util-linux curl busybox-static dnsmasq-base"
  [bench]="iproute2 ethtool nftables iperf3 daemonlogger curl procps util-linux"
  [lint]="shellcheck"
  [cluster]=""
)

groups=("$@")
[ ${#groups[@]} -gt 0 ] || groups=(build test demo bench)

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

declare -A missing=()
for group in "${groups[@]}"; do
  if [ -z "${packages[$group]+set}" ]; then
    echo "setup: no group '$group'; there are: ${!packages[*]}" >&2
    exit 2
  fi
  for package in ${packages[$group]}; do
    installed "$package" || missing[$package]=1
  done
done

if ! command -v dotnet >/dev/null; then
  echo "setup: the .NET SDK (see global.json) is not on PATH; install it first" >&2
  exit 1
fi

if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" != 0 ]; then
    echo "setup: as root, install: ${!missing[*]}" >&2
    exit 1
  fi
  echo "setup: installing ${!missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  install=(apt-get install -y -qq --no-install-recommends "${!missing[@]}")
  log=$(mktemp) policy=''
  trap 'rm -f "$log" ${policy:+"$policy"}' EXIT
  # Debian starts what is a service as soon as it is installed; the tests start their own.
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    policy=/usr/sbin/policy-rc.d
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod +x $policy
  fi
  # The package lists of a new machine are often empty or old: refresh them only when the first try says so.
  if ! "${install[@]}" >"$log" 2>&1; then
    if ! { apt-get update -qq && "${install[@]}"; } >"$log" 2>&1; then
      cat "$log" >&2
      exit 1
    fi
  fi
fi

for group in "${groups[@]}"; do
  if [ "$group" = cluster ] && [ -x scripts/setup-cluster.sh ]; then
    scripts/setup-cluster.sh
  fi
done
