#!/usr/bin/env bash
# Shows the mirror at work on real traffic, and proves it.
#
#   left (clients) ── eth1 ┐          ┌ eth2 ── tool
#                          │   node   ├ eth3 ── tool        eth1@eth2_eth1@eth3_eth1/eth4@eth5
#  right (servers) ── eth4 ┘          └ eth5 ── tool
#
# left and right talk to each other through the node, which routes. Both capture what they send, and each tool captures what it receives;
# at the end the captures must contain the same frames, byte for byte. Everything runs in separate network namespaces and is removed at
# the end, on an error and on Ctrl-C.
#
#   demo/demo.sh AGENT_BINARY
set -euo pipefail
self=$(realpath "$0")
agent=$(realpath "$1")
cd "$(dirname "$self")/.."
attempt=${DEMO_ATTEMPT:-1}
viewer=(dotnet demo/K8sMirror.Demo/bin/Release/net10.0/k8smirror-demo.dll)
line='eth1@eth2_eth1@eth3_eth1/eth4@eth5'
seconds=${DEMO_SECONDS:-15}
# Megabits per second. Low on purpose: the proof needs every copy, but copies beyond the CPU budget are refused. At this rate, that only
# happens if the machine stalls while copying.
rate=${DEMO_RATE:-8}

[ "$(id -u)" = 0 ] || { echo "the demo makes network namespaces: run it as root" >&2; exit 1; }

id=k8sm-demo-$$
node=$id-node left=$id-left right=$id-right
work=$(mktemp -d "/tmp/$id.XXXX")
pins=/sys/fs/bpf/$id
pids=()
mounted_bpffs=

if [ -t 1 ]; then bold=$'\e[1m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'; else bold='' green='' red='' plain=''; fi
say() { echo "${bold}$*${plain}"; }

on() { # namespace, command …   (not `ip netns exec`: that hides the bpffs)
  nsenter --net="/run/netns/$1" "${@:2}"
}

background() { # name, namespace, command …   in a separate process group, so that its children end with it
  setsid nsenter --net="/run/netns/$2" "${@:3}" >"$work/$1.log" 2>&1 </dev/null &
  pids+=($!)
}

remove() {
  trap - EXIT INT TERM
  for pid in "${pids[@]}"; do kill -TERM -- "-$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do
    for _ in {1..50}; do kill -0 -- "-$pid" 2>/dev/null || break; sleep 0.1; done
    kill -KILL -- "-$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  if [ -e "/run/netns/$node" ]; then on "$node" "$agent" cleanup --pin-dir "$pins" >/dev/null 2>&1 || true; fi
  for namespace in "$node" "$left" "$right" "$id-eth2" "$id-eth3" "$id-eth5"; do ip netns del "$namespace" 2>/dev/null || true; done
  rm -rf "$pins" "$work"
  [ -z "$mounted_bpffs" ] || umount /sys/fs/bpf || true
}
trap remove EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
  echo "${red}FAILED${plain}: $*" >&2
  exit 1
}

until_true() { # what, seconds, command …
  local deadline=$((SECONDS + $2))
  until "${@:3}" >/dev/null 2>&1; do
    [ $SECONDS -lt $deadline ] || fail "waited $2 s for $1"
    sleep 0.1
  done
}

# ---- the node and what is behind its NICs ------------------------------------------------------------------------------------------
if [ "$(stat -f -c %T /sys/fs/bpf)" != bpf_fs ]; then
  mount -t bpf bpf /sys/fs/bpf
  mounted_bpffs=1
fi

behind() { # NIC of the node, namespace behind it
  [ -e "/run/netns/$2" ] || { ip netns add "$2"; on "$2" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; }
  ip link add "$1" netns "$node" type veth peer name wire netns "$2"
  on "$2" ip link set wire up
  on "$node" ip link set "$1" up
}

ip netns add "$node"
on "$node" ip link set lo up
# Only clients and servers may send: the kernel must not announce IPv6 addresses on the tools' wires.
on "$node" sysctl -qw net.ipv6.conf.default.disable_ipv6=1 net.ipv6.conf.all.disable_ipv6=1 net.ipv4.ip_forward=1
behind eth1 "$left"
behind eth4 "$right"
for nic in eth2 eth3 eth5; do behind "$nic" "$id-$nic"; done
# The wires of clients and servers carry frames like a real wire: segmented and checksummed.
for namespace in "$left" "$right"; do on "$namespace" ethtool -K wire tso off gso off gro off tx off >/dev/null; done

# ---- captures, then the agent -------------------------------------------------------------------------------------------------------
capture() { # file, namespace, direction
  background "tcpdump-$1" "$2" tcpdump -Z root -n -i wire -Q "$3" -s 2048 -B 32768 --immediate-mode -U -w "$work/$1.pcap"
  captures+=($!)
}
captures=()
capture left "$left" out
capture right "$right" out
for nic in eth2 eth3 eth5; do capture "$nic" "$id-$nic" in; done
listening() { [ "$(grep -l 'listening on' "$work"/tcpdump-*.log | wc -l)" = 5 ]; }
until_true "tcpdump" 10 listening

say "k8smirror-agent run --mirror '$line'"
background agent "$node" "$agent" run --mirror "$line" --pin-dir "$pins" --metrics-address 127.0.0.1:9464
agent_pid=$!
ready() { on "$node" curl -fs http://127.0.0.1:9464/readyz || ! kill -0 "$agent_pid"; }
until_true "the agent to be ready" 20 ready
kill -0 "$agent_pid" 2>/dev/null || { cat "$work/agent.log" >&2; fail "the agent ended"; }

# ---- real traffic -------------------------------------------------------------------------------------------------------------------
for end in 1:"$left" 4:"$right"; do
  net=${end%%:*} namespace=${end#*:}
  on "$node" sysctl -qw "net.ipv6.conf.eth$net.disable_ipv6=0" net.ipv6.conf.all.forwarding=1
  on "$node" ip address add "10.11.$net.1/24" dev "eth$net"
  on "$node" ip address add "fd11:$net::1/64" dev "eth$net" nodad
  on "$namespace" sysctl -qw net.ipv6.conf.wire.disable_ipv6=0
  on "$namespace" ip link set lo up
  on "$namespace" ip address add "10.11.$net.2/24" dev wire
  on "$namespace" ip address add "fd11:$net::2/64" dev wire nodad
  on "$namespace" ip route add default via "10.11.$net.1"
  on "$namespace" ip -6 route add default via "fd11:$net::1"
done

mkdir "$work/www"
head -c 15000 /dev/urandom | base64 >"$work/www/index.html"
background httpd "$right" busybox httpd -f -p 80 -h "$work/www"
background dns "$right" dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root --no-resolv --no-hosts --bind-interfaces \
  --interface=wire --pid-file="$work/dns.pid" --address=/shop.example/10.11.4.2 --address=/shop.example/fd11:4::2
background iperf "$right" iperf3 -s
right_listens() { on "$right" ss -lntH | grep -q ':5201' && on "$right" ss -lntH | grep -q ':80 ' && on "$right" ss -lnuH | grep -q ':53 '; }
until_true "the servers" 10 right_listens

bulk() {
  local each=$((seconds / 3))
  iperf3 -c 10.11.4.2 -t "$each" --fq-rate "${rate}M" -w 64K
  iperf3 -c 10.11.4.2 -t "$each" --fq-rate "${rate}M" -w 64K -R
  iperf3 -c 10.11.4.2 -t "$each" -b "${rate}M" -l 1200 -u
}
small() {
  local end=$((SECONDS + seconds))
  while [ $SECONDS -lt $end ]; do
    busybox nslookup shop.example 10.11.4.2
    curl -sS -o /dev/null -w '%{http_code}\n' http://10.11.4.2/
    curl -sS -o /dev/null -w '%{http_code}\n' 'http://[fd11:4::2]/'
    busybox ping -c 1 10.11.4.2
    busybox ping -c 1 -s 1400 fd11:4::2
    sleep 0.2
  done
}
traffic() {
  bulk >"$work/bulk.log" 2>&1 &
  local bulk_pid=$!
  small >"$work/small.log" 2>&1
  wait "$bulk_pid"
}
export -f bulk small traffic
export seconds rate work
background traffic "$left" bash -c traffic
traffic_pid=$!
"${viewer[@]}" watch --while "$traffic_pid" "eth2=$work/eth2.pcap:eth1" "eth3=$work/eth3.pcap:eth1" "eth5=$work/eth5.pcap:eth1+eth4"
wait "$traffic_pid" || { cat "$work/bulk.log" >&2; fail "iperf3 could not talk through the node"; }
[ "$(grep -c '^200$' "$work/small.log")" -gt 4 ] || { cat "$work/small.log" >&2; fail "HTTP did not work through the node"; }

# ---- the proof ----------------------------------------------------------------------------------------------------------------------
# First all traffic stops, then the last copies arrive, then the captures end.
on "$left" ip link set wire down
on "$right" ip link set wire down
sizes() { stat -c %s "$work"/*.pcap | tr '\n' ' '; }
before=
for _ in {1..50}; do
  now=$(sizes)
  [ "$now" != "$before" ] || break
  before=$now
  sleep 0.3
done
say "k8smirror-agent status"
on "$node" "$agent" status | tee "$work/status.txt" || true
kill -TERM "${captures[@]}"
wait "${captures[@]}" 2>/dev/null || true
for log in "$work"/tcpdump-*.log; do
  grep -q '^0 packets dropped by kernel' "$log" || fail "tcpdump itself lost frames: $(tail -1 "$log") (a busy machine? try again)"
done

say "Compared with what entered the sources, frame by frame:"
if "${viewer[@]}" verify "eth2=$work/eth2.pcap:$work/left.pcap" "eth3=$work/eth3.pcap:$work/left.pcap" \
  "eth5=$work/eth5.pcap:$work/left.pcap+$work/right.pcap"; then
  echo "${green}${bold}OK${plain}"
elif grep -q 'budget=' "$work/status.txt" && [ "$attempt" -lt 3 ]; then
  # Not a fault: copies that the CPU budget refuses are counted, as the status shows. But it is no proof either.
  say "This machine was too busy with other work: copies were refused, and counted. Trying again."
  remove
  DEMO_ATTEMPT=$((attempt + 1)) exec "$self" "$agent"
else
  fail "a tool did not get exactly what it should"
fi
