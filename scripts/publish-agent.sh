#!/usr/bin/env bash
# Publishes the agent as one native binary. Does nothing when the binary is newer than everything it is made of: compiling ahead of time
# takes most of a minute.
#
# Its bill of materials, OUTPUT.cdx.json, is put beside it.
#
#   scripts/publish-agent.sh OUTPUT
set -euo pipefail
cd "$(dirname "$0")/.."
output=$1

if [ -x "$output" ] && [ -r "$output.cdx.json" ] && [ -z "$(find src/NodeAgent src/Bpf src/Core src/Serving bpf Directory.*.props global.json \
  \( -name bin -o -name obj -o -path bpf/build \) -prune -o -type f -newer "$output" -print -quit 2>/dev/null)" ]; then
  exit 0
fi

staging=$(mktemp -d)
trap 'rm -rf "$staging" "$staging.begun"' EXIT
touch "$staging.begun"
echo "publishing the agent as a native binary …"
case $(uname -m) in x86_64) rid=linux-x64 ;; aarch64) rid=linux-arm64 ;; *) echo "publish-agent: no runtime for $(uname -m)" >&2; exit 1 ;; esac
dotnet publish src/NodeAgent/K8sMirror.NodeAgent.csproj -c Release -r "$rid" -o "$staging" -v q -nologo -p:UseSharedCompilation=false \
  -p:LibbpfStaticDirectory="/usr/lib/$(uname -m)-linux-gnu"
mkdir -p "$(dirname "$output")"
deploy/images/sbom.sh agent "$(sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' Directory.Build.props)" >"$output.cdx.json"
install -m 0755 "$staging/k8smirror-agent" "$output"
touch -r "$staging.begun" "$output"     # as old as the beginning: what was edited meanwhile is not in it
