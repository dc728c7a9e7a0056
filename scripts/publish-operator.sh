#!/usr/bin/env bash
# Publishes the operator with its own runtime, so that its image needs none. Does nothing when the output is newer than its sources.
#
# Its bill of materials, k8smirror-operator.cdx.json, and the licences of its parts, k8smirror-operator.notices.txt, are in the folder, too.
#
#   scripts/publish-operator.sh FOLDER [ARCH]     ARCH: amd64 or arm64; default: this machine's
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/publish.bash
. scripts/publish.bash
output=$1
case ${2:-$(uname -m)} in
  amd64 | x86_64) rid=linux-x64 machine=62 ;;
  arm64 | aarch64) rid=linux-arm64 machine=183 ;;
  *) echo "publish-operator: no runtime for ${2:-$(uname -m)}" >&2; exit 2 ;;
esac

if is_described "$output/k8smirror-operator" &&
  is_newer_than "$output/k8smirror-operator" src/Operator src/Cluster src/Core src/CommandLine src/Serving crds && is_for $machine "$output/k8smirror-operator"; then
  exit 0
fi

staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
touch "$staging/begun"
echo "publishing the operator for $rid …"
verify_packages src/Operator/K8sMirror.Operator.csproj
dotnet publish src/Operator/K8sMirror.Operator.csproj -c Release -r "$rid" --self-contained -o "$staging/published" -v q -nologo \
  -p:UseSharedCompilation=false "${unlocked[@]}" -p:Version="$(version)" -p:DebugType=none -p:GenerateDocumentationFile=false
describe operator "$staging/published/k8smirror-operator"
touch -r "$staging/begun" "$staging/published/k8smirror-operator"     # what was edited meanwhile is not in it
rm -rf "$output"
mkdir -p "$(dirname "$output")"
mv "$staging/published" "$output"
