#!/usr/bin/env bash
# Prints the bill of materials of one of the programs, as CycloneDX JSON: the NuGet packages that it is built from with their hashes and
# licences (by CycloneDX for .NET), the .NET runtime, and the libraries that are linked into it. The same input gives the same text.
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
  agent) name=k8smirror-agent project=NodeAgent linked=(libbpf-dev libelf-dev zlib1g-dev) ;;
  operator) name=k8smirror-operator project=Operator ;;
  plugin) name=kubectl-mirror project=Plugin ;;
  *) echo "sbom: no program '$program'" >&2; exit 2 ;;
esac
distribution=$(sed -n 's/^ID="*\([a-z]*\)"*/\1/p' "$release" 2>/dev/null) || true

# Lines of "name version" → components. What the libraries that we link are under stands here: Debian's packages do not say it in a form
# that a program can read.
debian() {
  jq --raw-input --null-input --arg distribution "${distribution:-debian}" '
    {libbpf: "LGPL-2.1-only OR BSD-2-Clause", elfutils: "GPL-2.0-or-later OR LGPL-3.0-or-later", zlib: "Zlib"} as $licences
    | [inputs | split(" ") | {type: "library", name: .[0], version: .[1], scope: "required", purl: "pkg:deb/\($distribution)/\(.[0])@\(.[1] | @uri)"}
       + if $licences[.[0]] then {licenses: [{expression: $licences[.[0]]}]} else {} end]'
}

if [ "$program" = --with-base ]; then
  base=$(awk '
    /^Package: / { package = $2 } /^Version: / { version = $2 } /^Status: / { installed = / installed$/ }
    /^$/ { if (package && installed) print package, version; package = "" }
    END { if (package && installed) print package, version }' "$3" | sort -u | debian)
  jq --argjson base "$base" '.components += $base' "$2"
  exit
fi

assets=src/$project/obj/project.assets.json
[ -r "$assets" ] || { echo "sbom: $assets is missing: publish the $program first" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bill() {
  dotnet tool restore &&
    dotnet dotnet-CycloneDX "src/$project/K8sMirror.$project.csproj" --disable-package-restore --no-serial-number --spec-version 1.5 --include-license-text \
      --output-format UnsafeJson --set-name "$name" --set-version "$version" --output "$work" --filename bill.json
}
bill >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
: >"$work/linked"
for package in "${linked[@]}"; do
  dpkg-query --admindir="$root/var/lib/dpkg" -W -f '${source:Package} ${Version}\n' "$package" >>"$work/linked" 2>/dev/null || { echo "sbom: $package is not installed" >&2; exit 1; }
done
# The runtime is a download, not a reference. A time in the text would make each build another one.
jq --slurpfile assets "$assets" --argjson linked "$(debian <"$work/linked")" '
  [$assets[0].project.frameworks[].downloadDependencies[]? | select(.name | test("^Microsoft\\.(NETCore|AspNetCore)\\.App\\.Runtime"))
   | (.version | split("[][,]"; "") | map(select(. != "")) | .[0]) as $number
   | {type: "library", name, version: $number, scope: "required", licenses: [{license: {id: "MIT"}}], purl: "pkg:nuget/\(.name)@\($number)"}] as $runtime
  | del(.metadata.timestamp) | .components += ($runtime | unique) + $linked' "$work/bill.json"
