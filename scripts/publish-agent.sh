#!/usr/bin/env bash
# Publishes the agent as one native binary. Does nothing when the binary is newer than everything it is made of: compiling ahead of time
# takes most of a minute.
#
# Its bill of materials, OUTPUT.cdx.json, and the licences of its parts, OUTPUT.notices.txt, are put beside it.
#
#   scripts/publish-agent.sh OUTPUT [ARCH]
#
# ARCH is amd64 or arm64; default: this machine's. For the other one it is compiled here all the same, with clang and lld and Debian's
# libraries of that architecture (scripts/debian-root.sh).
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/publish.bash
. scripts/publish.bash
output=$1
case $(uname -m) in x86_64) own=amd64 ;; aarch64) own=arm64 ;; *) own=none ;; esac
arch=${2:-$own}
# rid: the runtime's name of it; machine: what an ELF file calls it.
case $arch in
  amd64) rid=linux-x64 triplet=x86_64-linux-gnu machine=62 ;;
  arm64) rid=linux-arm64 triplet=aarch64-linux-gnu machine=183 ;;
  *) echo "publish-agent: no runtime for $arch" >&2; exit 2 ;;
esac

if is_described "$output" && is_newer_than "$output" src/NodeAgent src/Bpf src/Cluster src/Core src/CommandLine src/Serving bpf &&
  is_for $machine "$output"; then
  exit 0
fi

root=''
cross=()
if [ "$arch" != "$own" ]; then
  root=$(scripts/debian-root.sh "$arch" libc6-dev libgcc-12-dev libbpf-dev libelf-dev zlib1g-dev)
  clang=$(for c in clang clang-{22..14}; do command -v "$c" && break; done) || { echo "publish-agent: no clang" >&2; exit 1; }
  version=$("$clang" -dumpversion | cut -d. -f1)
  cross=(-p:SysRoot="$root" -p:CppCompilerAndLinker="$clang" -p:LinkerFlavor="lld-$version" -p:ObjCopyName="llvm-objcopy-$version")
fi
staging=$(mktemp -d)
trap 'rm -rf "$staging" "$staging.begun"' EXIT
touch "$staging.begun"
echo "publishing the agent as a native binary for $arch …"
verify_packages src/NodeAgent/K8sMirror.NodeAgent.csproj
dotnet publish src/NodeAgent/K8sMirror.NodeAgent.csproj -c Release -r "$rid" -o "$staging" -v q -nologo -p:UseSharedCompilation=false "${unlocked[@]}" -p:Version="$(version)" \
  -p:LibbpfStaticDirectory="$root/usr/lib/$triplet" "${cross[@]}"
mkdir -p "$(dirname "$output")"
describe agent "$output" "$root"
install -m 0755 "$staging/k8smirror-agent" "$output"
touch -r "$staging.begun" "$output"     # as old as the beginning: what was edited meanwhile is not in it
