#!/usr/bin/env bash
# Fails on a relative link in a Markdown file that leads nowhere: a file that is not there, or a heading that the file does not have.
#
#   scripts/check-links.sh [FILE ...]      (default: every Markdown file that git knows or would add)
set -euo pipefail
cd "$(dirname "$0")/.."

if [ $# -gt 0 ]; then files=("$@"); else mapfile -t files < <(git ls-files --cached --others --exclude-standard '*.md'); fi

links() { # file → "line<TAB>target", code blocks and code spans left out
  awk '
    /^[[:space:]]*(```|~~~)/ { fenced = !fenced; next }
    fenced { next }
    {
      text = $0
      gsub(/`[^`]*`/, "", text)
      while (match(text, /\]\([^)[:space:]]+[^)]*\)/)) {
        target = substr(text, RSTART + 2, RLENGTH - 3)
        sub(/[[:space:]].*/, "", target)
        print NR "\t" target
        text = substr(text, RSTART + RLENGTH)
      }
      if (match(text, /^\[[^]]+\]:[[:space:]]*[^[:space:]]+/)) {
        target = substr(text, RSTART, RLENGTH)
        sub(/^[^:]*:[[:space:]]*/, "", target)
        print NR "\t" target
      }
      while (match(text, /(src|href)="[^"]+"/)) {
        target = substr(text, RSTART, RLENGTH)
        gsub(/^[a-z]+="|"$/, "", target)
        print NR "\t" target
        text = substr(text, RSTART + RLENGTH)
      }
    }' "$1"
}

anchors() { # file → its headings as GitHub makes anchors of them
  awk '
    /^[[:space:]]*(```|~~~)/ { fenced = !fenced; next }
    !fenced && /^#+ / {
      sub(/^#+ +/, ""); $0 = tolower($0)
      gsub(/[^[:alnum:] _-]/, ""); gsub(/ /, "-")
      print $0 (seen[$0]++ ? "-" seen[$0] - 1 : "")
    }' "$1"
}

dead=0 checked=0
for file in "${files[@]}"; do
  [ -f "$file" ] || continue
  while IFS=$'\t' read -r line target; do
    case $target in *://* | mailto:*) continue ;; esac
    checked=$((checked + 1))
    path=${target%%#*}
    anchor=
    case $target in *'#'*) anchor=${target#*#} ;; esac
    case $path in
      '') full=$file ;;
      /*) full=.$path ;;
      *) full=$(dirname "$file")/$path ;;
    esac
    if [ ! -e "$full" ]; then
      echo "$file:$line: no such file: $target"
      dead=$((dead + 1))
    elif [ -n "$anchor" ] && [[ $full == *.md ]] && ! anchors "$full" | grep -qxF -- "$anchor"; then
      echo "$file:$line: no such heading: $target"
      dead=$((dead + 1))
    fi
  done < <(links "$file")
done
echo "$checked links in ${#files[@]} files, $dead dead"
[ "$dead" = 0 ]
