#!/usr/bin/env bash
# Shows K8sMirror on a real cluster of three nodes: brings it up, installs the chart, applies a TrafficMirror, shows live what the tool of
# each node receives, changes a label, cuts a node's power, shows how the status follows, and removes everything that it created.
#
#   demo/cluster.sh        (make demo-cluster installs and builds first)
set -euo pipefail
cd "$(dirname "$0")/.."
export CLUSTER_NAME=${CLUSTER_NAME:-k8sm-demo}
nodes=(node-1 node-2 node-3)
pings=()

cluster() { scripts/cluster "$@"; }
kubectl() { cluster kubectl "$@"; }
bold() { printf '\n\033[1m%s\033[0m\n' "$*"; }
shown() { printf '\033[2m$ %s\033[0m\n' "$*"; "$@"; }

finish() {
  local code=$?
  [ ${#pings[@]} -eq 0 ] || kill "${pings[@]}" 2>/dev/null || true
  bold "Taking everything down."
  cluster down
  [ $code = 0 ] && echo "Done in $SECONDS s. Nothing is left." || echo "The demo stopped with code $code."
}
trap finish EXIT
trap 'exit 130' INT TERM

received() { # NODE: packets that the tool behind eth3 has received
  # shellcheck disable=SC2016  # awk's own
  cluster behind "$1" eth3 awk '$1 == "eth3:" {print $3}' /proc/net/dev
}
watch_tools() { # SECONDS
  local node second now
  declare -A before
  for node in "${nodes[@]}"; do before[$node]=$(received "$node"); done
  printf '  packets a second at the tool of'; printf '%12s' "${nodes[@]}"; echo
  for second in $(seq "$1"); do
    sleep 1
    printf '  %30s:' "second $second"
    for node in "${nodes[@]}"; do
      now=$(received "$node")
      printf '%12s' "$((now - before[$node]))"
      before[$node]=$now
    done
    echo
  done
}
start_client() { # NODE: a client behind eth1 talks to the node, a hundred packets a second
  cluster in "$1" ip addr add 192.0.2.1/24 dev eth1
  cluster behind "$1" eth1 ip addr add 192.0.2.2/24 dev eth1
  scripts/cluster behind "$1" eth1 ping -q -n -i 0.01 192.0.2.1 >/dev/null 2>&1 &
  pings+=($!)
}
until_true() { # WHAT CMD…
  local what=$1 from=$SECONDS
  shift
  until "$@" >/dev/null 2>&1; do
    [ $((SECONDS - from)) -lt 90 ] || { echo "gave up waiting: $what"; exit 1; }
    sleep .5
  done
  echo "  $what (after $((SECONDS - from)) s)"
}
programmed_on() { [ "$(kubectl get tm ids -o jsonpath='{.status.nodes.programmed}/{.status.nodes.desired}')" = "$1" ]; }
not_programmed() { kubectl get tm ids -o jsonpath='{.status.conditions[?(@.type=="Programmed")].status}' | grep -q -v True; }

bold "1. A cluster of three real nodes: each has its own kernel namespaces, NICs, containerd and kubelet."
cluster down
cluster up 3
for node in "${nodes[@]}"; do
  cluster wire "$node" eth1          # with a client behind it
  cluster wire "$node" eth3          # with a tool behind it, such as an intrusion detection system
  start_client "$node"
done
for program in agent operator; do cluster load "out/images/$program-demo.tar"; done

bold "2. K8sMirror is installed with helm: two operators, and an unprivileged agent on each node."
cluster helm install k8smirror deploy/helm/k8smirror -n k8smirror --create-namespace --wait --timeout 120s \
  --set agent.image.tag=demo,operator.image.tag=demo >/dev/null 2> >(grep -v 'symbolic link' >&2)
shown kubectl -n k8smirror get pods -o wide

bold "3. Mirror what eth1 receives to eth3, on the nodes of zone=edge: node-1 and node-2."
shown kubectl label node node-1 node-2 zone=edge
manifest=$(mktemp)
cat >"$manifest" <<END
apiVersion: k8smirror.io/v1alpha1
kind: TrafficMirror
metadata: {name: ids}
spec:
  nodeSelector: {matchLabels: {zone: edge}}
  sources: [{interface: eth1, direction: Ingress}]
  targets: [{name: ids, interface: eth3}]
END
cat "$manifest"
shown kubectl apply -f "$manifest"; rm "$manifest"
shown kubectl wait --for=condition=Programmed tm/ids --timeout=60s
shown kubectl get tm,nmir
watch_tools 4

bold "4. node-3 moves to the edge."
shown kubectl label node node-3 zone=edge
until_true "programmed on 3 of 3 nodes" programmed_on 3/3
watch_tools 4

bold "5. node-2 loses power. The others keep mirroring, and the status says so."
cluster stop node-2
nodes=(node-1 node-3)
watch_tools 3
until_true "the mirror is not Programmed any more" not_programmed
shown kubectl get tm ids
kubectl get tm ids -o jsonpath='{range .status.conditions[*]}  {.type}={.status} {.reason}: {.message}{"\n"}{end}'

bold "6. node-2 comes back, and mirrors again."
cluster start node-2 >/dev/null
nodes=(node-1 node-2 node-3)
start_client node-2
earlier=$(received node-2)
more_received() { [ "$(received node-2)" -gt "$((earlier + 20))" ]; }
until_true "the tool of node-2 receives again" more_received
until_true "programmed on 3 of 3 nodes" programmed_on 3/3
watch_tools 3

bold "7. Deleted: no more copies, and nothing is left on any node."
shown kubectl delete tm ids --timeout=60s
watch_tools 2
