#!/usr/bin/env bash
# Unpacks Debian packages, and what they depend on, into a folder: libraries of another architecture to link with, or the programs of a
# virtual machine. Nothing of them is run and nothing of this machine is changed, so neither root nor emulation is needed. Prints the
# folder; it is kept in ~/.cache/k8smirror/roots and made once.
#
#   scripts/debian-root.sh ARCH PACKAGE…      ARCH: amd64 or arm64
#
# The packages are bookworm's, from the Debian mirror that apt uses here; DEBIAN_MIRROR names another.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2; }
arch=$1
shift
cache=${XDG_CACHE_HOME:-$HOME/.cache}/k8smirror/roots
root=$cache/bookworm-$arch-$(printf '%s\n' "$@" | sort | sha256sum | cut -c1-12)
if [ -d "$root" ]; then echo "$root"; exit 0; fi

work=$(mktemp -d)
trap 'rm -rf "$work" "$root.new.$$"' EXIT
here=$(dirname "$0")
mapfile -t options < <("$here/debian-apt.sh" "$work/apt" "$arch" bookworm)
echo "debian-root: fetching $* for $arch" >&2
apt-get "${options[@]}" update >&2
# Downloaded as for an empty machine: with everything that they need.
apt-get "${options[@]}" -y --no-install-recommends --download-only install "$@" >&2
mkdir -p "$root.new.$$/var/lib/dpkg"
for deb in "$work"/apt/cache/archives/*.deb; do
  dpkg-deb -x "$deb" "$root.new.$$"
  { dpkg-deb --field "$deb"; printf 'Status: install ok installed\n\n'; } >>"$root.new.$$/var/lib/dpkg/status"
done
mv -T "$root.new.$$" "$root"
echo "$root"
