#!/usr/bin/env bash
# Sets up an apt of its own in a folder: another architecture and suite than this machine's, with nothing installed. Prints the options
# that make apt-get and apt-cache use it, one a line.
#
#   scripts/debian-apt.sh FOLDER ARCH SUITE
#
# DEBIAN_MIRROR: where Debian is; default: the mirror that apt uses here.
set -euo pipefail
folder=$1 arch=$2 suite=$3
# The words with $ are apt's.
# shellcheck disable=SC2016
mirror=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(REPO_URI)' 'Created-By: Packages' |
  awk '$1 == "Debian" && $2 !~ /security/ { print $3; exit }')}
[ -n "$mirror" ] || { echo "debian-apt: no Debian mirror is set up here; name one in DEBIAN_MIRROR" >&2; exit 1; }
mkdir -p "$folder"/{lists/partial,cache/archives/partial,etc/none}
: >"$folder/status"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$folder/etc/sources.list"
printf '%s\n' -qq \
  -o "APT::Architecture=$arch" -o "APT::Architectures::=$arch" -o "Dir::Etc::SourceList=$folder/etc/sources.list" -o "Dir::Etc::SourceParts=$folder/etc/none" \
  -o Dir::Etc::Preferences=- -o "Dir::Etc::PreferencesParts=$folder/etc/none" -o "Dir::State::Lists=$folder/lists" -o "Dir::State::status=$folder/status" \
  -o "Dir::Cache=$folder/cache" -o APT::Sandbox::User=root -o Acquire::Languages=none
