#!/usr/bin/env bash
# Prints a folder of captures that others made: those by which tcpdump tests itself, among them hundreds of broken packets. They come from
# the source package of Debian 12, once, into the cache: ~/.cache/k8smirror/captures (K8SMIRROR_CACHE moves it). Fetching takes some seconds.
set -euo pipefail

folder=${K8SMIRROR_CACHE:-$HOME/.cache/k8smirror}/captures/tcpdump
if [ -d "$folder" ]; then
  echo "$folder"
  exit
fi

mkdir -p "$(dirname "$folder")"
work=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$work"' EXIT

# shellcheck source=scripts/debian.bash
. "$(dirname "${BASH_SOURCE[0]}")/debian.bash"
debian_source "$work" tcpdump >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
mkdir -p "$work/captures"
tar -xzf "$work"/tcpdump_*.orig.tar.gz -C "$work/captures" --strip-components=2 --wildcards '*/tests/*.pcap'
# Whole or not at all; another one may have been faster.
mv -T "$work/captures" "$folder" 2>/dev/null || [ -d "$folder" ]
echo "$folder"
