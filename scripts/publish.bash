# Sourced by the publish scripts, in the root of the checkout.
# shellcheck shell=bash

version() { sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' Directory.Build.props; }

is_newer_than() { # FILE SOURCE…: FILE is newer than the sources and than what every build depends on
  local file=$1
  shift
  [ -x "$file" ] && [ -z "$(find "$@" Directory.*.props global.json \
    \( -name bin -o -name obj -o -path bpf/build \) -prune -o -type f -newer "$file" -print -quit 2>/dev/null)" ]
}

is_for() { # MACHINE FILE: what an ELF file calls its architecture
  [ "$(od -An -tu2 -j18 -N2 "$2")" -eq "$1" ]
}
