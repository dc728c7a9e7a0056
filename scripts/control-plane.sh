#!/usr/bin/env bash
# Finds the programs of a Kubernetes control plane, or builds them once, and prints the folder that they are in.
#
#   control-plane.sh [--server]   a folder with kube-apiserver                                 (enough for tests of one server)
#   control-plane.sh --cluster    … and kube-controller-manager, kube-scheduler and kubelet    (what scripts/cluster needs)
#   --find                        added to either: look only; exit 3 when nothing is there
#
# Looked at, in this order; the first folder that has all that was asked for wins:
#   1. $K8SMIRROR_KUBE_BIN        any version you like
#   2. $KUBEBUILDER_ASSETS        the convention of envtest; it has no kubelet, so it serves --server only
#   3. /usr/local/kubebuilder/bin
#   4. the cache, ~/.cache/k8smirror/kube/VERSION (K8SMIRROR_CACHE moves it)
#   5. $K8SMIRROR_KUBE_ARCHIVES   a folder of NAME-VERSION.xz, one compressed program each; unpacked into the cache
#   6. the source package of Debian 12, built into the cache: about 7 minutes on two idle cores, 2 GB of disk while it runs
set -euo pipefail
# shellcheck source=scripts/debian.bash
. "$(dirname "${BASH_SOURCE[0]}")/debian.bash"

version=1.20.2                     # what Debian 12 has, and the oldest that we support
cache=${K8SMIRROR_CACHE:-$HOME/.cache/k8smirror}/kube/$version
cluster=(kube-apiserver kube-controller-manager kube-scheduler kubelet)
programs=(kube-apiserver)
build=yes
for option in "$@"; do
  case $option in
    --server) programs=(kube-apiserver) ;;
    --cluster) programs=("${cluster[@]}") ;;
    --find) build=no ;;
    *) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; exit 2 ;;
  esac
done

say() { echo "control-plane: $*" >&2; }
complete() { # DIR
  local program
  [ -n "$1" ] || return 1
  for program in "${programs[@]}"; do [ -x "$1/$program" ] || return 1; done
}

unpack() { # from $K8SMIRROR_KUBE_ARCHIVES
  local program archive
  for program in "${programs[@]}"; do
    archive=$K8SMIRROR_KUBE_ARCHIVES/$program-$version.xz
    [ -e "$archive" ] || { say "K8SMIRROR_KUBE_ARCHIVES is set, but $archive does not exist"; return 1; }
  done
  mkdir -p "$cache"
  for program in "${programs[@]}"; do
    [ -x "$cache/$program" ] && continue
    xz -dc "$K8SMIRROR_KUBE_ARCHIVES/$program-$version.xz" >"$cache/.$program.$$"
    chmod +x "$cache/.$program.$$"; mv "$cache/.$program.$$" "$cache/$program"
  done
}

# Kubernetes 1.20 was written for Go 1.15. Built with the Go of Debian 12, two of its libraries fail on custom resources.
newer_go() { # in the source's folder
  # Maps are read through a function of the runtime whose arguments changed in Go 1.18: the first object with an annotation crashes the
  # server. Debian packages the release that was mended.
  rm -r vendor/github.com/modern-go/reflect2
  cp -r /usr/share/gocode/src/github.com/modern-go/reflect2 vendor/github.com/modern-go/
  # Two reflect.Values are compared. With a newer Go all empty strings share one address, so each is taken for null and refused.
  local validator=vendor/k8s.io/kube-openapi/pkg/validation/validate/type.go
  sed -i 's/if data == nil || reflect.DeepEqual(reflect.Zero(reflect.TypeOf(data)), reflect.ValueOf(data)) {/if data == nil {/' "$validator"
  grep -q 'if data == nil {' "$validator"
}

from_source() {
  work=$cache.build.$$
  say "building Kubernetes $version from Debian's source package, once, into $cache (about 7 minutes; log: $cache.build.log)"
  mkdir -p "$work"
  trap 'rm -rf "$work"' EXIT     # not a local: the trap runs when the function is gone
  local status=0
  set +e     # in front of a `||` the shell would go on past errors inside, too
  (
    set -e
    cd "$work"
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -qq -y --no-install-recommends \
      golang-1.19-go golang-github-modern-go-reflect2-dev rsync jq make gcc libc6-dev dpkg-dev patch xz-utils
    debian_source "$PWD" kubernetes || { say "set K8SMIRROR_KUBE_BIN instead"; exit 1; }
    dpkg-source --no-check -x kubernetes_*.dsc unpacked
    mkdir -p go/src/k8s.io go/bin; mv unpacked go/src/k8s.io/kubernetes
    cd go/src/k8s.io/kubernetes
    newer_go
    # Without the cloud providers and Docker, and with a kubelet that shares the others' packages because it is static, too: half the work.
    export PATH=/usr/lib/go-1.19/bin:$PATH GOPATH=$work/go GO111MODULE=off GOCACHE=$work/gocache KUBE_BUILD_PLATFORMS='' \
      GOFLAGS='-tags=providerless,dockerless' GOLDFLAGS='-s -w' KUBE_STATIC_OVERRIDES=kubelet \
      KUBE_GIT_VERSION=v$version KUBE_GIT_MAJOR=1 KUBE_GIT_MINOR=20 KUBE_GIT_COMMIT=debian KUBE_GIT_TREE_STATE=clean
    # The one kind of generated file that the package lacks; `make` would generate all of them again.
    nice make gen_openapi
    nice hack/make-rules/build.sh "${cluster[@]/#/cmd/}"
    mkdir -p "$work/done"
    find _output -type f -path '*/bin/*' \( -name kubelet -o -name 'kube-*' \) -perm -u+x -exec cp {} "$work/done/" \;
  ) >"$cache.build.log" 2>&1
  status=$?
  set -e
  [ $status = 0 ] || { say "the build failed; the end of $cache.build.log:"; tail -n 15 "$cache.build.log" >&2; exit 1; }
  mkdir -p "$cache"
  local program
  for program in "${cluster[@]}"; do mv "$work/done/$program" "$cache/$program"; done
}

for folder in "${K8SMIRROR_KUBE_BIN:-}" "${KUBEBUILDER_ASSETS:-}" /usr/local/kubebuilder/bin "$cache"; do
  if complete "$folder"; then echo "$folder"; exit; fi
done
if [ -n "${K8SMIRROR_KUBE_ARCHIVES:-}" ] && unpack; then echo "$cache"; exit; fi
[ "$build" = yes ] || { say "not found: ${programs[*]}"; exit 3; }

mkdir -p "$(dirname "$cache")"
exec 9>"$cache.lock"; flock 9      # two callers at once: the second waits, then finds what the first built
complete "$cache" || from_source
echo "$cache"
