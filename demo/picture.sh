#!/usr/bin/env bash
# Draws docs/images/demo.svg from a real run of the demo, at the size and with the colours that a terminal shows. Needs tmux.
#
#   demo/picture.sh AGENT_BINARY
set -euo pipefail
cd "$(dirname "$0")/.."
session=k8sm-picture-$$
trap 'tmux kill-session -t "$session" 2>/dev/null || true' EXIT
tmux new-session -d -s "$session" -x 132 -y 30 "PS1='# ' bash --norc --noprofile"
tmux send-keys -t "$session" "clear; demo/demo.sh $1; tmux wait-for -S $session" Enter
tmux wait-for "$session"
sleep 0.5
# Without the prompt that comes after it.
tmux capture-pane -t "$session" -e -p | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' | sed '$d' |
  dotnet demo/K8sMirror.Demo/bin/Release/net10.0/k8smirror-demo.dll picture 'make demo' >docs/images/demo.svg
