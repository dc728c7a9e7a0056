#!/usr/bin/env bash
# Runs the agent on Debian's kernels in a virtual machine (QEMU, no KVM needed): loads every program, attaches, mirrors, counts, kills the
# agent, cleans up. Says for each kernel what was found, and fails if that is not what docs/compatibility.md promises.
#
#   scripts/kernel-matrix.sh [--arch arm64] AGENT [VERSION...]     (default: 5.10 6.1 6.12 newest; kernels come from the Debian mirror that apt uses)
set -euo pipefail
cd "$(dirname "$0")/.."
arch=amd64
if [ "$1" = --arch ]; then arch=$2; shift 2; fi
agent=$(realpath "$1")
shift
versions=("$@")
[ ${#versions[@]} -gt 0 ] || versions=(5.10 6.1 6.12 newest)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/k8smirror/kernels
case $arch in
  amd64) console=ttyS0 ;;
  arm64) console=ttyAMA0 cache=$cache-arm64 ;;
  *) echo "kernel-matrix: no virtual machine for $arch" >&2; exit 2 ;;
esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
boot_limit=${K8SMIRROR_BOOT_LIMIT:-300} # Seconds; a boot takes a few, an emulated CPU on a busy machine many.

# Which Debian has it, and what the agent must find there.
declare -A suite=([5.10]=bullseye [6.1]=bookworm [6.12]=bookworm-backports [newest]=trixie-backports)
declare -A expected=([5.10]=refused [6.1]=clsact [6.12]=tcx [newest]=tcx)
modules=(veth sch_ingress cls_bpf ipip vxlan geneve ip_gre ip6_gre)

# An apt of its own: other suites than this machine's, and nothing of it is changed.
fetch() {
  local version=$1 options package
  mapfile -t options < <(scripts/debian-apt.sh "$work/apt-$1" "$arch" "${suite[$version]}")
  mkdir -p "$cache"
  apt-get "${options[@]}" update
  local prefix="linux-image-$version."
  [ "$version" != newest ] || prefix=linux-image-
  package=$(apt-cache "${options[@]}" pkgnames "$prefix" | grep -E "^linux-image-[0-9][^ ]*-cloud-$arch\$" | sort -V | tail -1)
  [ -n "$package" ] || { echo "kernel-matrix: ${suite[$version]} has no cloud kernel $version" >&2; return 1; }
  echo "fetching $package"
  # In newer Debians the kernel and its modules are packages of their own, and all is below /usr/lib/modules.
  local part parts=("$package")
  for part in "${package/-image-/-binary-}" "${package/-image-/-modules-}"; do
    if apt-cache "${options[@]}" pkgnames "$part" | grep -xF "$part" >/dev/null; then parts+=("$part"); fi
  done
  (cd "$work" && apt-get "${options[@]}" download "${parts[@]}")
  rm -rf "${cache:?}/$version.new" && mkdir -p "$cache/$version.new"
  for part in "${parts[@]}"; do
    dpkg-deb -x "$work/$part"_*.deb "$cache/$version.new"
  done
  [ -e "$cache/$version.new/lib" ] || ln -s usr/lib "$cache/$version.new/lib"
  for part in "$cache/$version.new"/lib/modules/*/vmlinuz; do
    [ ! -e "$part" ] || { mkdir -p "$cache/$version.new/boot" && mv "$part" "$cache/$version.new/boot/vmlinuz-$(basename "$(dirname "$part")")"; }
  done
  mv "$cache/$version.new" "$cache/$version"
}

with_libraries() { # FILE...: each, and what it is linked with
  printf '%s\n' "$@"
  ldd "$@" 2>/dev/null | grep -oE '/[^ ]+' | grep -v ':$' | sort -u
}

# The programs of the machine beside the agent: this machine's own, or for another architecture Debian's.
programs() { # ROOT
  local root=$1 file debian
  if [ "$arch" != "$(dpkg --print-architecture)" ]; then
    debian=$(scripts/debian-root.sh "$arch" iproute2 busybox-static apparmor)
    # Without /var and most of /usr/share: it has to fit into the machine's memory.
    for file in bin sbin lib usr/bin usr/sbin usr/lib etc; do
      [ ! -d "$debian/$file" ] || { mkdir -p "$root/$file" && cp -a "$debian/$file/." "$root/$file"; }
    done
    cp "$debian/bin/ip" "$debian/sbin/tc" "$debian/sbin/apparmor_parser" "$root/usr/sbin"
    return
  fi
  local tools
  mapfile -t tools < <(command -v ip tc apparmor_parser)
  for file in $(with_libraries "${tools[@]}" "$agent" | grep -vxF -e "$agent" "${tools[@]/#/-e}"); do
    mkdir -p "$root$(dirname "$file")" && cp -L "$file" "$root$file"
  done
  mkdir -p "$root/usr/sbin" && cp -L "${tools[@]}" "$root/usr/sbin"
  cp "$(command -v busybox)" "$root/bin/busybox"
}

initramfs() { # VERSION
  local version=$1 root=$work/root-$1 release file module n=0
  release=$(basename "$(echo "$cache/$version"/boot/vmlinuz-*)" | sed 's/^vmlinuz-//')
  mkdir -p "$root"/{bin,sbin,proc,sys,dev,run,tmp,etc,root,modules}
  programs "$root"
  cp "$agent" "$root/bin/k8smirror-agent"
  cp scripts/kernels.d/init "$root/init"
  chmod +x "$root/init"
  [ -e "$cache/$version/lib/modules/$release/modules.dep.bin" ] || depmod -b "$cache/$version" "$release"
  for module in "${modules[@]}"; do
    for file in $(modprobe -d "$cache/$version" -S "$release" --show-depends "$module" | awk '$1 == "insmod" { print $2 }'); do
      # In the order of their need; the kernel takes them plain.
      n=$((n + 1))
      case $file in
        *.xz) xz -dc "$file" >"$root/modules/$(printf %02d $n)-$(basename "${file%.xz}")" ;;
        *) cp "$file" "$root/modules/$(printf %02d $n)-$(basename "$file")" ;;
      esac
    done
  done
  (cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) >"$work/$version.img"
}

# clearcpuid=141: the kernel's allocator must not use cmpxchg16b, which the emulation of QEMU 7.2 gets wrong now and then.
boot() { # VERSION: the guest's console on standard output
  local machine=(qemu-system-x86_64 -M q35 -accel tcg) append='clearcpuid=141'
  [ "$arch" != arm64 ] || machine=(qemu-system-aarch64 -M virt -accel tcg) append=''
  timeout "$boot_limit" "${machine[@]}" -cpu max -m 1024 -smp 1 -nodefaults -display none -serial stdio -no-reboot -net none \
    -kernel "$cache/$1"/boot/vmlinuz-* -initrd "$work/$1.img" -append "console=$console quiet panic=-1 loglevel=3 $append" </dev/null | tr -d '\r'
}

value() { sed -n "s/^RESULT $2=//p" "$1" | tail -1; } # FILE NAME

failed=0
printf '%-8s %-28s %-10s %-10s %s\n' KERNEL RELEASE EXPECTED FOUND DETAIL >"$work/table"
for version in "${versions[@]}"; do
  [ -n "${expected[$version]+set}" ] || { echo "kernel-matrix: $version is not one of: ${!suite[*]}" >&2; exit 2; }
  [ -e "$cache/$version" ] || fetch "$version"
  initramfs "$version"
  echo "booting $version"
  # The emulation of QEMU 7.2 now and then makes Linux 6.12 panic before it has started anything of ours: that says nothing, so boot again.
  for _ in 1 2 3 4 5; do
    boot "$version" >"$work/$version.log" || true
    [ -z "$(value "$work/$version.log" release)" ] || break
  done
  found=$(value "$work/$version.log" outcome)
  if [ "$found" != "${expected[$version]}" ]; then
    failed=1
    cat "$work/$version.log"
  fi
  printf '%-8s %-28s %-10s %-10s %s\n' "$version" "$(value "$work/$version.log" release)" "${expected[$version]}" "${found:-nothing}" "$(value "$work/$version.log" detail)" >>"$work/table"
done
cat "$work/table"
exit $failed
