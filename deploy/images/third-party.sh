#!/usr/bin/env bash
# Prints the notices that must go with one of the programs: what it is made of, by its bill of materials, with licences and copyrights, then
# the texts of those licences and the notices of the parts themselves.
#
#   third-party.sh BILL [ROOT]     ROOT: where the linked libraries came from, when it was not this machine
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# -ge 1 ] || { sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2; }
bill=$1 root=${2:-}
packages=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: *//')
declare -A seen=()

title() { printf '\n%s\n%s\n\n' "----------------------------------------------------------------------" "$*"; }
text() { # FILE TITLE: unless the same text was printed before
  local sum
  sum=$(tr -d '\r' <"$1" | sha256sum | cut -d' ' -f1)
  [ -z "${seen[$sum]:-}" ] || return 0
  seen[$sum]=1
  title "$2"
  sed 's/\r$//; 1s/^\xef\xbb\xbf//' "$1"
}
common() { # NAME: a licence's text, where Debian and Ubuntu keep those that many packages share
  [ -r "/usr/share/common-licenses/$1" ] || { echo "third-party: /usr/share/common-licenses/$1 is missing: install base-files" >&2; return 1; }
  text "/usr/share/common-licenses/$1" "$1"
}
field() { jq -r "$1" "$bill"; }

# Only the agent has libraries linked in, and programs for the kernel.
linked=$(field 'any(.components[]; .purl | startswith("pkg:deb/"))')
cat NOTICE
field '"\n\(.metadata.component.name) \(.metadata.component.version) is made of this repository, and of:\n"'
field '.components[] | select(.scope == "required")
  | "\(.name) \(.version)\n  \([.licenses[]? | .expression // .license.id // .license.name] | join(", "))\(if .copyright then "\n  " + (.copyright | gsub("\\s+"; " ")) else "" end)"'

while read -r purl name version; do
  case $purl in
    pkg:nuget/*)
      folder=$packages${name,,}/${version,,}
      while read -r file; do text "$file" "$name: $(basename "$file")"; done < <(
        find "$folder" -maxdepth 1 -type f \( -iname 'license*' -o -iname 'notice*' -o -iname 'third-party*' \) 2>/dev/null | sort) ;;
    pkg:deb/*)
      case $name in libbpf) package=libbpf-dev ;; elfutils) package=libelf-dev ;; zlib) package=zlib1g-dev ;; *) package=$name ;; esac
      text "$root/usr/share/doc/$package/copyright" "$name: copyright" ;;
  esac
done < <(field '.components[] | select(.scope == "required") | "\(.purl) \(.name) \(.version)"')
for licence in Apache-2.0 MIT; do text "LICENSES/$licence.txt" "$licence"; done

if [ "$linked" = true ]; then
  text LICENSES/GPL-2.0-only.txt GPL-2.0-only
  common LGPL-3
  common GPL-3
  title "libelf, linked statically"
  cat <<END
It is used under LGPL-3.0-or-later. Its source is Debian's source package elfutils $(field '.components[] | select(.name == "elfutils") | .version'), which each release has
beside the binaries and https://snapshot.debian.org/package/elfutils/ keeps. To link the program with another libelf: take this version's
source, put your libelf.a into the place of Debian's (libelf-dev, or -p:LibbpfStaticDirectory=FOLDER), and run 'make publish'.
END
fi
