#!/usr/bin/env bash
# Publishes the kubectl plugin and puts what kubectl's completion asks beside it. Does nothing when the binary is newer than its sources.
#
#   scripts/publish-plugin.sh FOLDER [RID]
#
# For this machine it is compiled ahead of time: one native file, which starts in a tenth of a second. With a RID such as linux-arm64,
# osx-arm64 or win-x64, for another machine than this, it is one file with its own .NET runtime, since native code cannot be cross-compiled.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/publish.bash
. scripts/publish.bash
folder=$1
case $(uname -m) in x86_64) own=linux-x64 ;; aarch64) own=linux-arm64 ;; *) own= ;; esac
rid=${2:-$own}
[ -n "$rid" ] || { echo "publish-plugin: give a RID; none is known for $(uname -m)" >&2; exit 2; }
case $rid in win-*) name=kubectl-mirror.exe ;; *) name=kubectl-mirror ;; esac

if is_described "$folder/plugin" && [ "$(cat "$folder/.rid" 2>/dev/null)" = "$rid" ] &&
  is_newer_than "$folder/$name" src/Plugin src/Cluster src/CommandLine src/Core; then
  exit 0
fi

if [ "$rid" = "$own" ]; then form=(-p:PublishAot=true)
else form=(-p:PublishAot=false -p:PublishTrimmed=true -p:PublishSingleFile=true -p:EnableCompressionInSingleFile=true -p:DebugType=none); fi
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
echo "publishing the kubectl plugin for $rid …"
verify_packages src/Plugin/K8sMirror.Plugin.csproj
dotnet publish src/Plugin/K8sMirror.Plugin.csproj -c Release -r "$rid" --self-contained "${form[@]}" -o "$staging" -v q -nologo -p:UseSharedCompilation=false "${unlocked[@]}" \
  -p:Version="$(version)"
mkdir -p "$folder"
install -m 0755 "$staging/$name" "$folder/$name"
describe plugin "$folder/plugin"
install -m 0755 src/Plugin/kubectl_complete-mirror "$folder/kubectl_complete-mirror"
echo "$rid" >"$folder/.rid"
