#!/usr/bin/env bash
# Makes all that a release publishes, and publishes nothing (scripts/publish-release.sh does).
#
#   release.sh [--version VERSION] [--registry REGISTRY] [--home URL] [--out FOLDER] [--arch ARCH]… [--rid RID]… [--only PART]…
#
#   --version    default: from the tag, such as 1.2.3 of v1.2.3; behind a tag a pre-release of the next version (MinVer)
#   --registry   where the images will be pulled from, such as ghcr.io/k8smirror; default: the chart's own repositories stay
#   --home       where the project lives; default: the chart's home. Addresses of files become those of the version's tag
#   --out        default: out/release
#   --arch       of images and agents: amd64, arm64; default: both
#   --rid        of the plugin: linux-x64 linux-arm64 osx-x64 osx-arm64 win-x64; default: all
#   --only       parts, in this order; default: all
#     images     FOLDER/k8smirror-PROGRAM-VERSION-ARCH.tar and .cdx.json: an archive and a bill of materials for each image and architecture
#     agent      FOLDER/k8smirror-agent_VERSION_linux_ARCH.tar.gz: the agent for a host without Kubernetes
#     plugin     FOLDER/kubectl-mirror_VERSION_OS_ARCH.tar.gz (Windows: .zip)
#     krew       FOLDER/traffic-mirror.yaml: Krew's manifest of the plugin's archives that are there
#     chart      FOLDER/k8smirror-VERSION.tgz
#     manifests  FOLDER/k8smirror.yaml: the chart's objects for `kubectl apply -f`; FOLDER/crds.yaml: the CustomResourceDefinitions
#     sources    FOLDER/elfutils_*: the source of libelf, which the agent has linked in (LGPL)
#     sums       FOLDER/SHA256SUMS
#   Without --only, files of other versions are removed from FOLDER first. All names are flat, as on a release's page.
set -euo pipefail
cd "$(dirname "$0")/.."
fail() { echo "release: $*" >&2; exit 2; }
chart=deploy/helm/k8smirror
own_home=$(sed -n 's/^home: //p' $chart/Chart.yaml)
own_version=$(sed -n 's/^version: //p' $chart/Chart.yaml)
parts=() arches=() rids=() version='' registry='' home=$own_home out=out/release
while [ $# -gt 0 ]; do
  case $1 in
    --version | --registry | --home | --out | --arch | --rid | --only) [ $# -ge 2 ] || fail "$1 needs a value" ;;
    *) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2 ;;
  esac
  case $1 in
    --version) version=$2 ;;
    --registry) registry=${2%/} ;;
    --home) home=${2%/} ;;
    --out) out=$2 ;;
    --arch) arches+=("$2") ;;
    --rid) rids+=("$2") ;;
    --only) parts+=("$2") ;;
  esac
  shift 2
done
all=(images agent plugin krew chart manifests sources sums)
whole=no
[ ${#parts[@]} -gt 0 ] || { parts=("${all[@]}"); whole=yes; }
[ ${#arches[@]} -gt 0 ] || arches=(amd64 arm64)
[ ${#rids[@]} -gt 0 ] || rids=(linux-x64 linux-arm64 osx-x64 osx-arm64 win-x64)
for part in "${parts[@]}"; do [[ " ${all[*]} " == *" $part "* ]] || fail "no part '$part'; there are: ${all[*]}"; done
if [ -z "$version" ]; then
  dotnet tool restore >/dev/null
  version=$(dotnet minver --tag-prefix v --minimum-major-minor "${own_version%.*}" --verbosity error)
fi
# Without build metadata: a tag of an image has no plus sign.
[[ $version =~ ^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$ ]] || fail "'$version' is no version such as 1.2.3 or 1.2.3-rc.1"
[[ $home =~ ^https?://[A-Za-z0-9._~:/%+-]+$ ]] || fail "'$home' is no address such as https://example.com/k8smirror"
[[ $registry =~ ^([a-z0-9][a-z0-9._:/-]*)?$ ]] || fail "'$registry' is no registry such as ghcr.io/k8smirror, in lower case"
export K8SMIRROR_VERSION=$version SOURCE=$home
# Archives that are the same for the same sources: no time but the commit's.
epoch=$(git log -1 --format=%ct 2>/dev/null || echo 0)
case $(uname -m) in x86_64) own=amd64 ;; aarch64) own=arm64 ;; *) own=none ;; esac
mkdir -p "$out"
out=$(cd "$out" && pwd)
# What an earlier version left would get into the sums, and onto the release's page.
if [ $whole = yes ]; then
  rm -f "$out"/k8smirror-{agent,operator}-* "$out"/k8smirror-agent_* "$out"/kubectl-mirror_* "$out"/k8smirror-*.tgz "$out"/elfutils_* "$out"/SHA256SUMS*
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
helm=$(command -v helm || echo "${K8SMIRROR_CACHE:-$HOME/.cache/k8smirror}/tools/helm")

suffix() { [ "$1" = "$own" ] || echo "-$1"; } # ARCH: what deploy/images/build.sh adds to names
archive() { # FOLDER FILE.tar.gz|FILE.zip
  case $2 in
    *.zip) find "$1" -exec touch -d "@$epoch" {} + && rm -f "$2" && (cd "$1" && zip -q -X -r "$2" .) ;;
    *) tar -C "$1" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$epoch" -c . | gzip -n >"$2" ;;
  esac
  echo "$2"
}

images() {
  local arch program
  for arch in "${arches[@]}"; do
    deploy/images/build.sh --tag "$version" --out "$work/images" --arch "$arch" >&2
    for program in agent operator; do
      for kind in tar cdx.json; do
        mv "$work/images/$program-$version$(suffix "$arch").$kind" "$out/k8smirror-$program-$version-$arch.$kind"
      done
      echo "$out/k8smirror-$program-$version-$arch.tar"
    done
  done
}

agent() {
  local arch from
  for arch in "${arches[@]}"; do
    from=out/published-agent$(suffix "$arch")/k8smirror-agent
    scripts/publish-agent.sh "$from" "$arch" >&2
    rm -rf "$work/agent"; mkdir "$work/agent"
    cp "$from" LICENSE "$work/agent/"; cp "$from.notices.txt" "$work/agent/NOTICES.txt"; cp "$from.cdx.json" "$work/agent/"
    archive "$work/agent" "$out/k8smirror-agent_${version}_linux_$arch.tar.gz"
  done
}

plugin() {
  local rid os arch kind
  for rid in "${rids[@]}"; do
    case $rid in linux-*) os=linux ;; osx-*) os=darwin ;; win-*) os=windows ;; *) fail "no plugin for '$rid'" ;; esac
    case $rid in *-x64) arch=amd64 ;; *-arm64) arch=arm64 ;; *) fail "no plugin for '$rid'" ;; esac
    kind=tar.gz
    [ $os != windows ] || kind=zip
    scripts/publish-plugin.sh "out/published-plugin-$rid" "$rid" >&2
    rm -rf "$work/plugin"; mkdir "$work/plugin"
    cp "out/published-plugin-$rid"/kubectl* LICENSE "$work/plugin/"
    cp "out/published-plugin-$rid/plugin.notices.txt" "$work/plugin/NOTICES.txt"; cp "out/published-plugin-$rid/plugin.cdx.json" "$work/plugin/kubectl-mirror.cdx.json"
    archive "$work/plugin" "$out/kubectl-mirror_${version}_${os}_$arch.$kind"
  done
}

# Krew's index takes no word that another plugin may want, such as "mirror"; it names the command after the plugin: kubectl traffic-mirror.
krew() {
  local file os arch program
  {
    cat <<END
apiVersion: krew.googlecontainertools.github.com/v1alpha2
kind: Plugin
metadata:
  name: traffic-mirror
spec:
  version: v$version
  homepage: $home
  shortDescription: Plan, watch and explain traffic mirrors
  description: |
    Shows what the TrafficMirrors of K8sMirror do on each node of a cluster:
    plans files before they are applied, lists which copies flow at which rates,
    and explains what becomes of a packet. It only reads.
  platforms:
END
    for file in "$out/kubectl-mirror_${version}_"*; do
      [ -f "$file" ] || fail "no archive of the plugin is in $out: make it first (--only plugin)"
      os=${file#"$out/kubectl-mirror_${version}_"}; arch=${os#*_}; os=${os%%_*}; arch=${arch%%.*}
      program=kubectl-mirror
      [ "$os" != windows ] || program=kubectl-mirror.exe
      cat <<END
  - selector:
      matchLabels: {os: $os, arch: $arch}
    uri: $home/releases/download/v$version/$(basename "$file")
    sha256: $(sha256sum <"$file" | cut -d' ' -f1)
    bin: $program
END
    done
  } >"$out/traffic-mirror.yaml"
  echo "$out/traffic-mirror.yaml"
}

chart() {
  [ -x "$helm" ] || fail "helm is not installed: run scripts/setup-cluster.sh --tools"
  rm -rf "$work/k8smirror"
  cp -r $chart "$work/k8smirror"
  # Addresses lead to this version's files, and images to where they will be.
  sed -i "s#$own_home#$home#g; s#/\(blob\|tree\)/main/#/\1/v$version/#g" "$work/k8smirror"/{Chart.yaml,README.md,templates/*}
  sed -i "s#\(image: \"[^\"]*\):$own_version\"#\1:$version\"#" "$work/k8smirror/Chart.yaml"
  if [ -n "$registry" ]; then
    sed -i "s#k8smirror/\(k8smirror-\(agent\|operator\)\)#$registry/\1#g" "$work/k8smirror"/{Chart.yaml,README.md,values.yaml}
    sed -i "s#^\(helm upgrade --install k8smirror\) [^ ]*#\1 oci://$registry/charts/k8smirror --version $version#" "$work/k8smirror/README.md"
  fi
  [[ $version != *-* ]] || printf '  artifacthub.io/prerelease: "true"\n' >>"$work/k8smirror/Chart.yaml"
  "$helm" package --version "$version" --app-version "$version" --destination "$out" "$work/k8smirror" >/dev/null
  echo "$out/k8smirror-$version.tgz"
}

manifests() {
  local from=$out/k8smirror-$version.tgz
  [ -r "$from" ] || fail "$from is missing: make it first (--only chart)"
  "$helm" template k8smirror "$from" --namespace k8smirror --kube-version 1.30.0 --no-hooks >"$work/objects.yaml"
  "$helm" template k8smirror "$from" --namespace k8smirror --kube-version 1.30.0 --show-only templates/crds.yaml >"$work/crds.yaml"
  {
    cat <<END
# K8sMirror $version for Kubernetes 1.30 and later: kubectl apply -f k8smirror.yaml. Made from the chart, which has values, knows other servers,
# and cleans the nodes when it is uninstalled; before you remove this: kubectl delete tm --all.
apiVersion: v1
kind: Namespace
metadata:
  name: k8smirror
  labels:
    # The agents use the host's network.
    pod-security.kubernetes.io/enforce: privileged
END
    # Nobody manages these objects: no later tool shall think that Helm does.
    sed '/^ *app.kubernetes.io\/managed-by: Helm$/d; /^ *helm.sh\/chart: /d' "$work/objects.yaml"
  } >"$out/k8smirror.yaml"
  sed '/^ *app.kubernetes.io\/managed-by: Helm$/d; /^ *helm.sh\/chart: /d' "$work/crds.yaml" >"$out/crds.yaml"
  printf '%s\n' "$out/k8smirror.yaml" "$out/crds.yaml"
}

sources() {
  local linked
  # shellcheck source=scripts/debian.bash
  . scripts/debian.bash
  linked=$(dpkg-query -W -f '${source:Version}' libelf-dev)
  rm -f "$out"/elfutils_*; mkdir -p "$work/sources"
  debian_source "$work/sources" elfutils >&2
  [ -e "$work/sources/elfutils_$linked.dsc" ] || fail "libelf $linked is linked in, and Debian's site has the source of another version: upgrade libelf-dev, or fetch elfutils_$linked from snapshot.debian.org"
  mv "$work/sources"/elfutils_* "$out/"
  ls "$out"/elfutils_*.dsc
}

sums() {
  (cd "$out" && find . -maxdepth 1 -type f ! -name 'SHA256SUMS*' -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum >SHA256SUMS)
  echo "$out/SHA256SUMS"
}

for part in "${all[@]}"; do
  if [[ " ${parts[*]} " == *" $part "* ]]; then $part; fi
done
