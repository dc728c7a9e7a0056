#!/usr/bin/env bash
# Fails where text for people or comments have a phrase that reads as translated. Write it as the Kubernetes documentation would: active, plain, in
# the field's own words.
set -euo pipefail
cd "$(dirname "$0")/.."

# phrase (extended regular expression)|what to write
banned='in force|programmed, or: in use
\banew\b|again
for want of|because … is missing
\boftener\b|more often
speaks? against|applies, or: any problem
\bbe it\b|even if
patience for|timeout of
least level|minimum level
\bseldom\b|rarely, or: not often
spoken for|in use
goes on being|continues, or: is still
on the whole way|on the whole path
MTU of th(e )?(at )?way|path MTU
\bway.s MTU|path MTU
packet.s way|path, or: source and destination
[;.] [Nn]ull: |null means …, or: null if …'

found=0
while IFS='|' read -r phrase better; do
  if grep -rIniE --include='*.cs' --include='*.md' --include='*.yaml' --include='*.json' --include='*.c' --include='*.h' --include='*.sh' \
    --exclude-dir=obj --exclude-dir=bin --exclude-dir=results --exclude-dir=out --exclude=check-words.sh \
    -e "$phrase" src bpf crds deploy docs examples bench demo README.md CONTRIBUTING.md; then
    echo "    ↑ '$phrase': write $better"
    found=1
  fi
done <<<"$banned"
[ $found = 0 ] && echo "no phrase that reads as translated"
exit $found
