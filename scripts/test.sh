#!/usr/bin/env bash
# Runs every test of the repository against what `make build` has built, and ends with one plain line: N passed, N failed, N skipped.
#
#   scripts/test.sh [PROJECT ...]      e.g. scripts/test.sh Core.Tests; default: all of tests/minimum-tests.txt and the documents' check
#   TEST_ARGS='--filter-class *Parser*' scripts/test.sh Core.Tests      (extra arguments for the runner; lifts the minimum)
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

configuration=${CONFIGURATION:-Release}
logs=out/test-logs
mkdir -p "$logs"
passed=0 failed=0 skipped=0
declare -a skips=() broken=() unsteady=() failures=()

count() { # log, label → value of that line in the runner's summary
  sed -n '/^Test run summary:/,$p' "$1" | sed -n "s/^  $2: \([0-9][0-9]*\)\$/\1/p" | tail -1
}

run_module() { # log, module, minimum, hang, arguments …
  local log=$1 module=$2 minimum=$3 hang=$4
  shift 4
  # In the background: bash ends on a signal only what it waits for, not what runs.
  {
    timeout -k 10s "$limit" dotnet test --test-modules "$module" --no-ansi --no-progress \
      --show-test-results failed skipped --show-slowest-tests 3 \
      --minimum-expected-tests "$minimum" --hangdump --hangdump-timeout "$hang" --hangdump-type None "$@" &
    echo $! >"$logs/runner.pid"
    wait $!
    echo $? >"$logs/runner.code"
  } </dev/null 2>&1 | tee "$log" &
  wait $!
  return "$(cat "$logs/runner.code")"
}

failed_in() { # log → the names of the tests that failed, without their arguments
  sed -n 's/^failed \([A-Za-z0-9_.]*\).*/\1/p' "$1" | sort -u
}

reason_of() { # log, test → why it failed, in its first lines
  awk -v name="$2" '/^[^ ]/ {on = ($1 == "failed" && index($2, name) == 1)} on && /^ +[^ ]/ && lines++ < 12 {print "  " substr($0, 1, 400)}' "$1"
}

run_project() { # project, minimum, hang: after this long without a finished test the runner counts as hung, again: 1 for a second try
  local project=$1 minimum=$2 hang=$3 again=$4 log=$logs/$1.log module code
  # The newest: a project that gained or lost a runtime identifier leaves its old output behind.
  module=$(find "tests/$project/bin/$configuration" -name "K8sMirror.$project.dll" -not -path '*/ref/*' -printf '%T@ %p\n' 2>/dev/null | sort -rn | head -1 | cut -d' ' -f2-)
  echo
  echo "== $project (at least $minimum tests)"
  if [ -z "$module" ]; then
    echo "$project is not built: run make build"
    broken+=("$project: not built")
    failed=$((failed + 1))
    return
  fi
  # shellcheck disable=SC2086  # TEST_ARGS is a list of words
  run_module "$log" "$module" "$minimum" "$hang" ${TEST_ARGS:-}
  code=$?
  local p f s
  p=$(count "$log" succeeded) f=$(count "$log" failed) s=$(count "$log" skipped)
  local -a names=() filter=()
  mapfile -t names < <(failed_in "$log")
  if [ "$again" = 1 ] && [ "${f:-0}" -gt 0 ] && [ "${#names[@]}" -le 3 ]; then
    for name in "${names[@]}"; do filter+=(--filter-method "$name"); done
    echo
    echo "== $project once more: ${names[*]}"
    if run_module "$logs/$project.again.log" "$module" 1 "$hang" "${filter[@]}"; then
      for name in "${names[@]}"; do unsteady+=("$project: $name failed, see $log, and passed when it was run again"); done
      p=$((${p:-0} + f)) f=0 code=0
    fi
  fi
  if [ "${f:-0}" -gt 0 ]; then
    for name in "${names[@]}"; do failures+=("$project: $name, see $log"$'\n'"$(reason_of "$log" "$name")"); done
  fi
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0})) skipped=$((skipped + ${s:-0}))
  if [ "$code" != 0 ] && [ "${f:-0}" = 0 ]; then
    # Crashed, hung, or ran too few tests: no test failed by name, yet the run did.
    broken+=("$project: the runner ended with code $code, see $log")
    failed=$((failed + 1))
  fi
  while IFS= read -r line; do
    skips+=("$project: $line")
  done < <(awk '/^skipped /{name=$2; getline; sub(/^ +/, ""); print name ": " $0}' "$log")
}

run_script() { # name, command …
  local name=$1
  shift
  echo
  echo "== $name"
  if "$@" 2>&1 | tee "$logs/$name.log"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    broken+=("$name: see $logs/$name.log")
  fi
}

e2e_cluster() { CLUSTER_NAME=${CLUSTER_NAME:-k8sm-e2e} scripts/cluster "$1"; }

# Whoever ends the run finds neither a runner nor a cluster left behind.
end() {
  trap - INT TERM
  kill "$(cat "$logs/runner.pid")" 2>/dev/null
  [ -z "$cluster" ] || e2e_cluster down
  exit 143
}
cluster=''
trap end INT TERM

started=$SECONDS
while read -r project minimum words; do
  case $project in '' | '#'*) continue ;; esac
  if [ $# -gt 0 ] && [[ " $* " != *" $project "* ]]; then continue; fi
  [ -z "${TEST_ARGS:-}" ] || minimum=1
  # A hung test is ended by the hang dump; the outer limit is for a runner that hangs outside of a test.
  hang=120s limit=15m again=0
  if [[ " $words " == *" slow "* ]]; then hang=1200s limit=40m; fi
  if [[ " $words " == *" traffic "* || " $words " == *" cluster "* ]]; then again=1; fi
  if [[ " $words " == *" cluster "* ]]; then
    # One that is up already is another run's.
    [ "${K8SMIRROR_E2E_KEEP:-}" = 1 ] || e2e_cluster status >/dev/null 2>&1 || cluster=1
  fi
  run_project "$project" "$minimum" "$hang" "$again"
  # A runner that was ended as hung has taken nothing down.
  if [ -n "$cluster" ]; then
    e2e_cluster down
    cluster=''
  fi
done <tests/minimum-tests.txt

if [ $# -eq 0 ]; then
  for project in tests/*.Tests; do
    grep -q "^${project#tests/} " tests/minimum-tests.txt || { broken+=("$project is not in tests/minimum-tests.txt"); failed=$((failed + 1)); }
  done
  run_script links scripts/check-links.sh
  run_script words scripts/check-words.sh
fi

echo
for line in "${skips[@]}"; do echo "skipped: $line"; done
for line in "${unsteady[@]}"; do echo "unsteady: $line"; done
for line in "${failures[@]}"; do echo "failed: $line"; done
for line in "${broken[@]}"; do echo "broken: $line"; done
echo "took $((SECONDS - started)) s"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
