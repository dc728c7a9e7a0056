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
results=$(mktemp -d)   # a file for each line: what it counted, and what is to be said of it at the end
beside=() clusters=()  # the processes of what runs beside the rest; the clusters that are this run's

say() { # kind, text: a line of the summary
  printf '%s\t%s\n' "$1" "$2" >>"$results/$name"
}

count() { # log, label → value of that line in the runner's summary
  sed -n '/^Test run summary:/,$p' "$1" | sed -n "s/^  $2: \([0-9][0-9]*\)\$/\1/p" | tail -1
}

run_module() { # log, module, minimum, hang, arguments …
  local log=$1 module=$2 minimum=$3 hang=$4 report
  report=$(basename "$log" .log).xml
  shift 4
  # In the background: bash ends on a signal only what it waits for, not what runs.
  timeout -k 10s "$limit" dotnet test --test-modules "$module" --no-ansi --no-progress \
    --show-test-results failed skipped --report-xunit-junit --report-xunit-junit-filename "$report" --results-directory "$PWD/$logs" \
    --minimum-expected-tests "$minimum" --hangdump --hangdump-timeout "$hang" --hangdump-type None "$@" </dev/null >"$log" 2>&1 &
  echo $! >"$results/$name.pid"
  wait $!
  local code=$?
  rm -f "$results/$name.pid"
  return $code
}

failed_in() { # log → the names of the tests that failed, without their arguments
  sed -n 's/^failed \([A-Za-z0-9_.]*\).*/\1/p' "$1" | sort -u
}

reason_of() { # log, test → why it failed, in its first lines
  awk -v name="$2" '/^[^ ]/ {on = ($1 == "failed" && index($2, name) == 1)} on && /^ +[^ ]/ && lines++ < 12 {print "  " substr($0, 1, 400)}' "$1"
}

run_project() { # project, minimum, words; $name is what the summary and the log call it
  local project=$1 minimum=$2 words=" $3 " log=$logs/$name.log module code test line hang=120s
  # A hung test is ended by the hang dump; the outer limit is for a runner that hangs outside of a test.
  local limit=15m
  if [[ $words == *" slow "* ]]; then hang=1200s limit=60m; fi
  # The newest: a project that gained or lost a runtime identifier leaves its old output behind.
  module=$(find "tests/$project/bin/$configuration" -name "K8sMirror.$project.dll" -not -path '*/ref/*' -printf '%T@ %p\n' 2>/dev/null | sort -rn | head -1 | cut -d' ' -f2-)
  if [ -z "$module" ]; then
    echo "$project is not built: run make build"
    say failed 1
    say broken "$project: not built"
    return
  fi
  local -a filter=()
  if [ -z "${TEST_ARGS:-}" ]; then
    if [[ $words == *" cluster "* ]]; then filter=(--filter-not-trait "cluster=*"); fi
    if [[ $words =~ \ cluster=([^ ]+) ]]; then filter=(--filter-trait "cluster=${BASH_REMATCH[1]}"); fi
  fi
  # shellcheck disable=SC2086  # TEST_ARGS is a list of words
  run_module "$log" "$module" "$minimum" "$hang" "${filter[@]}" ${TEST_ARGS:-}
  code=$?
  # Those of projects that run at the same time do not mix.
  { echo; echo "== $name (at least $minimum tests)"; cat "$log"; } | flock "$results" cat
  local p f s
  p=$(count "$log" succeeded) f=$(count "$log" failed) s=$(count "$log" skipped)
  local -a names=()
  mapfile -t names < <(failed_in "$log")
  # One that two cores were too few for beside all the others passes by itself. The summary names it.
  if [ "${f:-0}" -gt 0 ] && [ "${#names[@]}" -le 3 ]; then
    filter=()
    for test in "${names[@]}"; do filter+=(--filter-method "$test"); done
    echo "== $name once more: ${names[*]}"
    if run_module "$logs/$name.again.log" "$module" 1 "$hang" "${filter[@]}"; then
      for test in "${names[@]}"; do say unsteady "$name: $test failed, see $log, and passed when it was run again"; done
      p=$((${p:-0} + f)) f=0 code=0
    fi
    flock "$results" cat "$logs/$name.again.log"
  fi
  if [ "${f:-0}" -gt 0 ]; then
    for test in "${names[@]}"; do
      say failure "$name: $test, see $log"
      while IFS= read -r line; do say failure "$line"; done < <(reason_of "$log" "$test")
    done
  fi
  say passed "${p:-0}"
  say failed "${f:-0}"
  say skipped "${s:-0}"
  if [ "$code" != 0 ] && [ "${f:-0}" = 0 ]; then
    # Crashed, hung, or ran too few tests: no test failed by name, yet the run did.
    say broken "$name: the runner ended with code $code, see $log"
    say failed 1
  fi
  while IFS= read -r line; do
    say skip "$name: $line"
  done < <(awk '/^skipped /{test=$2; getline; sub(/^ +/, ""); print test ": " $0}' "$log")
}

run_script() { # name, command …
  name=$1
  shift
  echo
  echo "== $name"
  if "$@" 2>&1 | tee "$logs/$name.log"; then
    say passed 1
  else
    say failed 1
    say broken "$name: see $logs/$name.log"
  fi
}

take_down() { # the clusters of this run
  local cluster
  for cluster in "${clusters[@]}"; do CLUSTER_NAME=$cluster scripts/cluster down; done
  clusters=()
}

# Whoever ends the run finds neither a runner nor a cluster left behind.
end() {
  trap - INT TERM
  # shellcheck disable=SC2046  # a word for each process
  kill "${beside[@]}" $(cat "$results"/*.pid) 2>/dev/null
  take_down
  rm -rf "$results"
  exit 143
}
trap end INT TERM

started=$SECONDS
while read -r project minimum words; do
  case $project in '' | '#'*) continue ;; esac
  if [ $# -gt 0 ] && [[ " $* " != *" $project "* ]]; then continue; fi
  name=$project cluster=''
  if [[ " $words " == *" cluster "* ]]; then cluster=${CLUSTER_NAME:-k8sm-e2e}; fi
  if [[ " $words " =~ \ cluster=([^ ]+) ]]; then
    [ -z "${TEST_ARGS:-}" ] || continue
    name=$project.${BASH_REMATCH[1]} cluster=${CLUSTER_NAME:-k8sm-e2e}-${BASH_REMATCH[1]}
  fi
  [ -z "${TEST_ARGS:-}" ] || minimum=1
  if [ -n "$cluster" ]; then
    # One that is up already is another run's.
    [ "${K8SMIRROR_E2E_KEEP:-}" = 1 ] || CLUSTER_NAME=$cluster scripts/cluster status >/dev/null 2>&1 || clusters+=("$cluster")
    echo "== $name: beside those that follow, see $logs/$name.log"
    CLUSTER_NAME=$cluster run_project "$project" "$minimum" "$words" &
    beside+=($!)
  else
    run_project "$project" "$minimum" "$words"
  fi
done <tests/minimum-tests.txt

if [ ${#beside[@]} -gt 0 ]; then
  echo
  echo "== waiting for what runs beside"
  wait "${beside[@]}"
  beside=()
fi
# A runner that was ended as hung has taken nothing down.
take_down

if [ $# -eq 0 ]; then
  name=tests
  for folder in tests/*.Tests; do
    grep -q "^${folder#tests/} " tests/minimum-tests.txt || { say broken "${folder#tests/} is not in tests/minimum-tests.txt"; say failed 1; }
  done
  run_script links scripts/check-links.sh
  run_script words scripts/check-words.sh
fi

total() { cat "$results"/* | awk -F '\t' -v kind="$1" '$1 == kind {n += $2} END {print n + 0}'; }
told() { cat "$results"/* | sed -n "s/^$1\t/$2/p"; }

echo
told skip 'skipped: '
told unsteady 'unsteady: '
told failure 'failed: '
told broken 'broken: '
passed=$(total passed) failed=$(total failed) skipped=$(total skipped)
rm -rf "$results"
echo "took $((SECONDS - started)) s"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
