#!/usr/bin/env bash
# Installs what building, testing, showing and measuring K8sMirror needs on Debian 12. Safe to run again and again: it asks dpkg first and
# does nothing when nothing is missing. The .NET SDK of global.json is the one thing it expects to find.
#
#   scripts/setup.sh [build] [images] [release] [test] [demo] [bench] [lint] [kernels] [cluster] [cross] [arm64]      (default: build test demo bench)
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/debian.bash
. scripts/debian.bash

declare -A packages=(
  [build]="ca-certificates make jq gcc libc6-dev clang-16 llvm-16 libbpf-dev libelf-dev zlib1g-dev"
  [images]="buildah mmdebstrap"
  [release]="git gzip zip dpkg-dev"
  [test]="iproute2 iputils-ping ethtool tcpdump tshark nftables bpftool iperf3 procps util-linux curl busybox-static dnsmasq-base prometheus zsh fish etcd-server"
  [demo]="iproute2 ethtool tcpdump iperf3 bpftool procps util-linux curl busybox-static dnsmasq-base"
  [bench]="iproute2 ethtool nftables iperf3 daemonlogger curl procps util-linux"
  [lint]="shellcheck"
  [kernels]="iproute2 apparmor busybox-static qemu-system-x86 cpio kmod xz-utils gzip debian-archive-keyring"
  [cluster]=""
  [cross]="lld-16 debian-archive-keyring"
  [arm64]="qemu-user-static qemu-system-arm"
)

groups=("$@")
[ ${#groups[@]} -gt 0 ] || groups=(build test demo bench)

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

log='' policy=''
trap 'rm -f ${log:+"$log"} ${policy:+"$policy"}' EXIT

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

# Any kubectl serves; another vendor's package of it and Debian's do not go together.
if [[ " ${groups[*]} " == *" test "* ]] && ! command -v kubectl >/dev/null; then missing[kubernetes-client]=1; fi

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
  log=$(mktemp)
  start_no_services
  # The package lists of a new machine are often empty or old: refresh them only when the first try says so.
  if ! "${install[@]}" >"$log" 2>&1; then
    if ! { apt-get update -qq && "${install[@]}"; } >"$log" 2>&1; then
      cat "$log" >&2
      exit 1
    fi
  fi
fi

# Debian 12 has Suricata in backports only. Lists of our own ask the machine's Debian site for it, so that nothing under /etc changes.
suricata_from_backports() {
  local site work options
  site=$(debian_site) || { echo "setup: no Debian package source is set up here; install suricata (6.0 or later) yourself" >&2; exit 1; }
  [ "$(id -u)" = 0 ] || { echo "setup: as root, install: suricata from bookworm-backports" >&2; exit 1; }
  echo "setup: installing suricata"
  start_no_services
  work=$(mktemp -d)
  mkdir -p "$work/lists/partial"
  printf "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n" "$site" bookworm "$site" bookworm-backports >"$work/sources.list"
  options=(-qq -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/lists" -o APT::Sandbox::User=root
    -o DPkg::Lock::Timeout=600)
  if ! { apt-get "${options[@]}" update &&
    DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" install -y --no-install-recommends -t bookworm-backports suricata; } >"$work/log" 2>&1; then
    cat "$work/log" >&2
    exit 1
  fi
  rm -r "$work"
}

for group in "${groups[@]}"; do
  if [ "$group" = test ]; then
    command -v suricata >/dev/null || suricata_from_backports
    # A real API server: found, or built once (about 7 minutes).
    scripts/control-plane.sh --server >/dev/null
    scripts/captures.sh >/dev/null
  fi
  if [ "$group" = release ]; then scripts/setup-cluster.sh --tools; fi
  if [ "$group" = cluster ] && [ -x scripts/setup-cluster.sh ]; then
    scripts/setup-cluster.sh
  fi
done
