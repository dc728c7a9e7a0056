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

# Lists of our own, so that nothing under /etc changes: most machines have no source packages set up.
# shellcheck disable=SC2016  # apt's own names
site=$(apt-get indextargets --format '$(ORIGIN) $(SITE)' 'Created-By: Packages' | grep -v -- '-security$' | sed -n 's/^Debian //p' | head -n 1)
[ -n "$site" ] || { echo "captures: no Debian package source is set up here" >&2; exit 1; }
printf 'deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s bookworm main\n' "$site" >"$work/sources.list"
mkdir -p "$work/lists/partial" "$work/cache" "$work/captures"
options=(-qq -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache")
if [ "$(id -u)" = 0 ]; then options+=(-o APT::Sandbox::User=root); fi
(cd "$work" && apt-get "${options[@]}" update && apt-get "${options[@]}" source --download-only tcpdump) >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
tar -xzf "$work"/tcpdump_*.orig.tar.gz -C "$work/captures" --strip-components=2 --wildcards '*/tests/*.pcap'
# Whole or not at all; another one may have been faster.
mv -T "$work/captures" "$folder" 2>/dev/null || [ -d "$folder" ]
echo "$folder"
