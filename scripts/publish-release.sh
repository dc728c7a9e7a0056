#!/usr/bin/env bash
# Publishes in an OCI registry what scripts/release.sh has made: each image under one name for all its architectures, and the chart; signs them,
# attests the bills of materials, and signs the checksums (cosign, without a key where it can ask who runs it). Needs buildah, skopeo, jq, helm
# and cosign, logged in at the registry. Publishing twice is the same as once.
#
#   publish-release.sh VERSION REGISTRY [FOLDER]     REGISTRY as release.sh was told, such as ghcr.io/k8smirror; FOLDER: out/release
#
# COSIGN=none in the environment leaves out all signatures. REGISTRY_TLS=no: the registry serves plain HTTP (for trying this out).
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -ge 2 ] || { sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2; }
version=$1 registry=${2%/} from=${3:-out/release}
cosign=${COSIGN:-cosign}
fail() { echo "publish-release: $*" >&2; exit 1; }
# All that can be wrong here is found before anything is pushed.
(cd "$from" && sha256sum --quiet --strict --check SHA256SUMS) || fail "$from is not what its SHA256SUMS says"
for program in k8smirror-agent k8smirror-operator; do
  compgen -G "$from/$program-$version-a[mr][dm]64.tar" >/dev/null || fail "no archive of $program $version is in $from"
done
[ -f "$from/k8smirror-$version.tgz" ] || fail "no chart of version $version is in $from"
export STORAGE_DRIVER=overlay BUILDAH_ISOLATION=chroot
tls=() plain=()
if [ "${REGISTRY_TLS:-yes}" = no ]; then tls=(--tls-verify=false) plain=(--plain-http); fi
helm=$(command -v helm || echo "${K8SMIRROR_CACHE:-$HOME/.cache/k8smirror}/tools/helm")
missing=()
for tool in buildah skopeo jq "$helm" "$cosign"; do [ "$tool" = none ] || command -v "$tool" >/dev/null || missing+=("$tool"); done
[ ${#missing[@]} = 0 ] || fail "not installed: ${missing[*]}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

sign() { [ "$cosign" = none ] || "$cosign" sign --yes "$1"; }
attest() { [ "$cosign" = none ] || "$cosign" attest --yes --type cyclonedx --predicate "$1" "$2"; }

for program in k8smirror-agent k8smirror-operator; do
  name=$registry/$program list=localhost/$program-release
  buildah manifest rm "$list" >/dev/null 2>&1 || true
  buildah manifest create "$list" >/dev/null
  archives=("$from/$program-$version"-a[mr][dm]64.tar)     # not 1.2.3-rc.1's for 1.2.3
  for archive in "${archives[@]}"; do
    arch=${archive##*-}; arch=${arch%.tar}
    buildah manifest add --os linux --arch "$arch" "$list" "docker-archive:$archive" >/dev/null
  done
  buildah manifest push --quiet --all --format oci "${tls[@]}" --digestfile "$work/digest" "$list" "docker://$name:$version" >/dev/null
  sign "$name@$(cat "$work/digest")"
  skopeo inspect "${tls[@]}" --raw "docker://$name:$version" >"$work/index"
  for archive in "${archives[@]}"; do
    arch=${archive##*-}; arch=${arch%.tar}
    digest=$(jq -er --arg arch "$arch" '.manifests[] | select(.platform.architecture == $arch) | .digest' "$work/index") ||
      fail "$name:$version has no image for $arch: are two of the archives the same?"
    sign "$name@$digest"
    attest "${archive%.tar}.cdx.json" "$name@$digest"
  done
  buildah manifest rm "$list" >/dev/null
  echo "$name:$version"
done

"$helm" push "${plain[@]}" "$from/k8smirror-$version.tgz" "oci://$registry/charts" >"$work/chart" 2>&1 || { cat "$work/chart" >&2; exit 1; }
digest=$(sed -n 's/^Digest: //p' "$work/chart")
[ -n "$digest" ] || fail "helm did not say the chart's digest: $(cat "$work/chart")"
sign "$registry/charts/k8smirror@$digest"
echo "$registry/charts/k8smirror:$version"

[ "$cosign" = none ] || "$cosign" sign-blob --yes --bundle "$from/SHA256SUMS.sigstore.json" "$from/SHA256SUMS"
