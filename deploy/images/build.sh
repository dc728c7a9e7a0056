#!/usr/bin/env bash
# Builds both images from the Dockerfiles beside it, without a container engine and without a registry: with buildah, on a base made of
# Debian packages. Leaves archives that `scripts/cluster load`, `docker load` and `ctr images import` take.
#
#   build.sh [--tag TAG]… [--out FOLDER] [--arch ARCH] [--inside]
#
#   --tag     default: dev. The images are named k8smirror/k8smirror-agent:TAG and k8smirror/k8smirror-operator:TAG
#   --out     default: out/images; the archives are FOLDER/agent-TAG.tar and FOLDER/operator-TAG.tar
#   --arch    amd64 or arm64; default: this machine's. For the other one the programs are cross-compiled, and -ARCH is added to the
#             archives' names
# Beside each archive is its bill of materials, with the Debian packages of the base (.cdx.json); the one without them is in the image, under
# /usr/share/sbom. SOURCE and LICENSES in the environment go into the labels; default: the chart's home, and the licences of what is in the images.
# K8SMIRROR_VERSION is what the programs say that they are; default: the version in Directory.Build.props.
#
#   --inside  compile inside the Dockerfiles' build stage, as `docker build` does, in an image made of this machine's SDK (slow);
#             without it the programs are published on this machine, incrementally, and the Dockerfiles only pack them
set -euo pipefail
cd "$(dirname "$0")/../.."
case $(uname -m) in x86_64) own=amd64 ;; aarch64) own=arm64 ;; *) own=none ;; esac
tags=() out=out/images inside=no arch=$own
while [ $# -gt 0 ]; do
  case $1 in
    --tag) tags+=("$2"); shift 2 ;;
    --out) out=$2; shift 2 ;;
    --arch) arch=$2; shift 2 ;;
    --inside) inside=yes; shift ;;
    *) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; exit 2 ;;
  esac
done
[ ${#tags[@]} -gt 0 ] || tags=(dev)
case $arch in amd64 | arm64) ;; *) echo "images: no architecture '$arch'" >&2; exit 2 ;; esac
suffix=''
[ "$arch" = "$own" ] || suffix=-$arch
export STORAGE_DRIVER=overlay BUILDAH_ISOLATION=chroot
base=localhost/k8smirror-base$suffix:bookworm-lean
sdk=localhost/k8smirror-sdk:bookworm
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
source=${SOURCE:-$(sed -n 's/^home: //p' deploy/helm/k8smirror/Chart.yaml)}
declare -A licences=(
  [agent]="Apache-2.0 AND (GPL-2.0-only OR MIT) AND BSD-2-Clause AND LGPL-3.0-or-later AND Zlib AND MIT"
  [operator]="Apache-2.0 AND MIT"
)
revision=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)

have() { buildah inspect --type image "$1" >/dev/null 2>&1; }
from_folder_or_tar() { # IMAGE ARCH SOURCE DESTINATION: an image of one layer
  local container
  container=$(buildah from scratch)
  buildah config --arch "$2" "$container"
  buildah add --quiet "$container" "$3" "$4" >/dev/null
  buildah commit --quiet --rm "$container" "$1" >/dev/null
}
debian() { # IMAGE ARCH VARIANT PACKAGES
  have "$1" && return
  echo "images: making $1"
  # The variant extract only unpacks. What an installation would have written is written here: the list of packages, which scanners and the
  # bill of materials read, and the bundle of certificates. What neither program uses is left out: a half of it all.
  local hooks=()
  # shellcheck disable=SC2016  # for mmdebstrap's shell
  [ "$3" != extract ] || hooks=(--extract-hook='for deb in "$1"/var/cache/apt/archives/*.deb; do
    dpkg-deb --field "$deb" Package Version Architecture; printf "Status: install ok installed\n\n"; done >"$1/var/lib/dpkg/status"'
    --extract-hook='cat "$1"/usr/share/ca-certificates/mozilla/*.crt >"$1/etc/ssl/certs/ca-certificates.crt"'
    --extract-hook='cd "$1/usr" && rm -rf lib/*/gconv bin sbin share/ca-certificates share/man share/perl5 share/debconf share/gdb share/lintian share/bash-completion share/pixmaps')
  mmdebstrap --quiet --architectures="$2" --variant="$3" --include="$4" "${hooks[@]}" bookworm "$work/base.tar"
  from_folder_or_tar "$1" "$2" "$work/base.tar" /
}

debian "$base" "$arch" extract libc6,libssl3,libstdc++6,zlib1g,ca-certificates
if [ "$inside" = yes ]; then
  debian "$sdk-debian" "$own" apt ca-certificates,libssl3,libstdc++6,zlib1g,findutils
  if ! have "$sdk"; then
    home=$(dirname "$(readlink -f "$(command -v dotnet)")")
    container=$(buildah from "$sdk-debian")
    buildah add --quiet "$container" "$home" /usr/share/dotnet >/dev/null
    buildah config --env PATH=/usr/share/dotnet:/usr/sbin:/usr/bin:/sbin:/bin --env DOTNET_NOLOGO=1 \
      --env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 "$container"
    # What this machine needs to reach its package registries: certificates and the clients' settings.
    [ ! -d "$HOME/.nuget/NuGet" ] || buildah add --quiet "$container" "$HOME/.nuget/NuGet" /root/.nuget/NuGet >/dev/null
    buildah add --quiet "$container" /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt >/dev/null
    buildah commit --quiet --rm "$container" "$sdk" >/dev/null
  fi
else
  scripts/publish-agent.sh "out/published-agent$suffix/k8smirror-agent" "$arch"
  scripts/publish-operator.sh "out/published-operator$suffix" "$arch"
fi

published() { # PROGRAM: an image that has the program under /published
  if [ "$inside" = yes ]; then
    # The build stage on its own: this buildah does not find a stage by a name that came as an argument, nor say what platform it runs on.
    local -a more=()
    [ "$1" != agent ] || more=(--build-arg "DEBIAN_MIRROR=${DEBIAN_MIRROR:-}")
    buildah bud --quiet --build-arg "BUILDPLATFORM=linux/$own" --build-arg "TARGETARCH=$arch" --build-arg "SDK_IMAGE=$sdk" --build-arg "PROGRAM_VERSION=${K8SMIRROR_VERSION:-}" "${more[@]}" \
      --target build -f "deploy/images/$1.Dockerfile" -t "localhost/k8smirror-$1-published$suffix" . >/dev/null
  else
    from_folder_or_tar "localhost/k8smirror-$1-published$suffix" "$arch" "out/published-$1$suffix" /published
  fi
}
bill() { # PROGRAM IMAGE FILE: what the image has under /usr/share/sbom, and the packages of its base
  local container root
  container=$(buildah from --arch "$arch" "$2")
  root=$(buildah mount "$container")
  deploy/images/sbom.sh --with-base "$root/usr/share/sbom/k8smirror-$1.cdx.json" "$root/var/lib/dpkg/status" >"$3"
  buildah rm "$container" >/dev/null
}
pack() { # PROGRAM TAG
  local name=k8smirror/k8smirror-$1:$2 archive=$out/$1-$2$suffix.tar
  buildah bud --quiet --platform "linux/$arch" --build-arg "BASE_IMAGE=$base" --build-arg "PUBLISHED=localhost/k8smirror-$1-published$suffix" \
    --build-arg "VERSION=$2" --build-arg "REVISION=$revision" --build-arg "SOURCE=$source" --build-arg "LICENSES=${LICENSES:-${licences[$1]}}" \
    -f "deploy/images/$1.Dockerfile" -t "$name" "$work" >/dev/null
  rm -f "$archive"
  buildah push --quiet "$name" "docker-archive:$archive:$name"
  bill "$1" "$name" "${archive%.tar}.cdx.json"
  echo "$archive"
}

mkdir -p "$out"
for program in agent operator; do
  published "$program"
  for tag in "${tags[@]}"; do pack "$program" "$tag"; done
done
buildah rmi --prune >/dev/null 2>&1 || true     # the images that these names meant before
