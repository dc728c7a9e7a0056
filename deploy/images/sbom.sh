#!/usr/bin/env bash
# Prints the bill of materials of one of the programs, as CycloneDX 1.5 JSON: the NuGet packages that it is built from with their hashes, the
# .NET runtime, and the libraries that are linked into it. The same input gives the same text.
#
#   sbom.sh agent|operator|plugin VERSION [ROOT]   right after the program has been published: it reads src/…/obj/project.assets.json.
#                                                  ROOT: where the libraries came from, when it was not this machine
#   sbom.sh --with-base FILE DPKG_STATUS           such a bill, and the Debian packages of the base image that the program is put on
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# -ge 2 ] || { sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2; }
program=$1 version=$2 root=${3:-} linked=() release=/etc/os-release
case $program in
  --with-base) [ $# = 3 ] || exit 2; release=${3%/var/lib/dpkg/status}/etc/os-release ;;
  agent) name=k8smirror-agent assets=src/NodeAgent/obj/project.assets.json linked=(libbpf-dev libelf-dev zlib1g-dev) ;;
  operator) name=k8smirror-operator assets=src/Operator/obj/project.assets.json ;;
  plugin) name=kubectl-mirror assets=src/Plugin/obj/project.assets.json ;;
  *) echo "sbom: no program '$program'" >&2; exit 2 ;;
esac
[ "$program" = --with-base ] || [ -r "$assets" ] || { echo "sbom: $assets is missing: publish the $program first" >&2; exit 1; }

# Lines of: ecosystem, name, version, hash (base64 or -), scope
nuget() {
  awk '
    /^  "libraries": \{/ { on = 1; next }
    on && /^  \}/ { on = 0 }
    on && /^    "[^"]+\/[^"]+": \{/ { split($0, q, "\""); split(q[2], part, "/"); hash = "-" }
    on && /^      "sha512":/ { split($0, q, "\""); hash = q[4] }
    on && /^      "type": "package"/ {
      # The compiler and what generates sources are not in what is shipped.
      scope = part[1] ~ /(ILCompiler|Analyzers|ILLink|SourceGenerat|StaticGenerator)/ ? "excluded" : "required"
      print "nuget", part[1], part[2], hash, scope
    }
    # The runtime is a download, not a reference.
    /"name": "Microsoft\.(NETCore|AspNetCore)\.App\.Runtime/ { split($0, q, "\""); pack = q[4] }
    pack && /"version": "\[/ { split($0, q, "[[,]"); print "nuget", pack, q[2], "-", "required"; pack = "" }
  ' "$assets" | sort -u
}
static() {
  local package
  for package in "${linked[@]}"; do
    dpkg-query --admindir="$root/var/lib/dpkg" -W -f 'deb ${source:Package} ${Version} - required\n' "$package" 2>/dev/null || { echo "sbom: $package is not installed" >&2; return 1; }
  done
}
base() { # DPKG_STATUS
  awk '
    /^Package: / { package = $2 } /^Version: / { version = $2 } /^Status: / { installed = / installed$/ }
    /^$/ { if (package && installed) print "deb", package, version, "-", "required"; package = "" }
    END { if (package && installed) print "deb", package, version, "-", "required" }' "$1" | sort -u
}
hex() { printf '%s' "$1" | base64 -d | od -An -v -tx1 | tr -d ' \n'; }
# Package names and versions have nothing in them that JSON would escape; in a purl, + and : are written in hexadecimal.
purl() { printf '%s' "$1" | sed 's/+/%2B/g; s/:/%3A/g; s/~/%7E/g'; }

component() { # ecosystem name version hash scope
  local distribution=''
  [ "$1" = nuget ] || distribution=$(sed -n 's/^ID="*\([a-z]*\)"*/\1/p' "$release" 2>/dev/null || echo debian)/
  printf '    {"type": "library", "name": "%s", "version": "%s", "scope": "%s", "purl": "pkg:%s/%s%s@%s"' "$2" "$3" "$5" "$1" "$distribution" "$2" "$(purl "$3")"
  [ "$4" = - ] || printf ', "hashes": [{"alg": "SHA-512", "content": "%s"}]' "$(hex "$4")"
  printf '}'
}

components() { # lines → a JSON list's items
  local first=yes ecosystem package number hash scope
  while read -r ecosystem package number hash scope; do
    [ $first = yes ] || printf ',\n'
    first=no
    component "$ecosystem" "$package" "$number" "$hash" "$scope"
  done
}

if [ "$program" = --with-base ]; then
  head -n -2 "$2"                # all but the end of the list and of the document
  items=$(base "$3" | components)
  [ -z "$items" ] || printf '    ,\n%s\n' "$items"
else
  printf '{\n  "bomFormat": "CycloneDX",\n  "specVersion": "1.5",\n  "version": 1,\n'
  printf '  "metadata": {"component": {"type": "application", "name": "%s", "version": "%s", "bom-ref": "%s"}},\n  "components": [\n' "$name" "$version" "$name"
  { static; nuget; } | components
  printf '\n'
fi
printf '  ]\n}\n'
