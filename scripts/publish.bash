# Sourced by the publish scripts, in the root of the checkout.
# shellcheck shell=bash

# The version to build: a release says it, by its tag.
version() { if [ -n "${K8SMIRROR_VERSION:-}" ]; then echo "$K8SMIRROR_VERSION"; else sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' Directory.Build.props; fi; }

# What is published is restored for one runtime, which would be another lock file each time. So before that its packages are restored as the
# committed lock file has them, which fails if the content of one is another (NU1403).
unlocked=(-p:NuGetLockFilePath=obj/publish.lock.json)
verify_packages() { dotnet restore "$1" -v q -nologo >&2; } # PROJECT

# Bill of materials and notices of what has just been published; the second tells a later call which version it was.
describe() { # PROGRAM PREFIX [ROOT]
  deploy/images/sbom.sh "$1" "$(version)" "${3:-}" >"$2.cdx.json"
  deploy/images/third-party.sh "$2.cdx.json" "${3:-}" >"$2.notices.txt"
}

is_described() { # PREFIX: both are there, and of the version to build
  [ -s "$1.notices.txt" ] && [ "$(jq -r .metadata.component.version "$1.cdx.json" 2>/dev/null)" = "$(version)" ]
}

is_newer_than() { # FILE SOURCE…: FILE is newer than the sources and than what every build depends on
  local file=$1
  shift
  [ -x "$file" ] && [ -z "$(find "$@" Directory.*.props global.json \
    \( -name bin -o -name obj -o -path bpf/build \) -prune -o -type f -newer "$file" -print -quit 2>/dev/null)" ]
}

is_for() { # MACHINE FILE: what an ELF file calls its architecture
  [ "$(od -An -tu2 -j18 -N2 "$2")" -eq "$1" ]
}
