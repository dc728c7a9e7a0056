# shellcheck shell=bash
# Part of scripts/cluster: what a node is made of, and its NICs.

boot() { # NODE
  local node=$1 i=${1#node-} home=$dir/$1 pid nic
  running "$node" && fail "$node is running"
  [ "$i" -le "$(cat "$dir/nodes")" ] || fail "no such node: $node"
  mkdir -p "$home"/{cni,containerd,kubelet,log,cgroup,varlib}
  node_network "$node" "$i"
  node_files "$node" "$i" "$home"
  setsid nohup nsenter --net="$(space "$node")" unshare --mount --pid --uts --fork --kill-child --mount-proc "$home/init" \
    >"$dir/log/$node.init.log" 2>&1 </dev/null &
  pid=$!
  echo $pid >"$dir/run/$node.pid"
  wait_for pgrep -P $pid
  pgrep -P $pid >"$home/init.pid"
  if [ -e "$home/wires" ]; then while read -r nic; do plug "$node" "$nic"; done <"$home/wires"; fi
  wait_for in_node "$node" ctr version
}

node_network() { # NODE I
  local f
  ip netns add "$name-$1"
  forward "$1"
  enter "$1" ip link set lo up
  # Both ends are born in their namespaces: nothing of a cluster ever shows among the machine's own NICs.
  enter "$1" ip link add mgmt0 type veth peer name "node-$2" netns "$name-control"
  beside ip link set "node-$2" master br0 up
  join_mgmt "$1" mgmt0 $((10 + $2))
  enter "$1" ip link set mgmt0 up
  enter "$1" sysctl -qw net.ipv4.ping_group_range='0 2147483647'   # as systemd sets it: the agent pings collectors
  for f in $(families); do
    enter "$1" ip route add default via "$(mgmt "$f" 1)"
    enter "$1" ip route add blackhole "$(pods "$f" "$2")"          # as CNIs do: packets to a pod that has gone do not go round
    beside ip route replace "$(pods "$f" "$2")" via "$(mgmt "$f" $((10 + $2)))"
  done
}

pod_range() { echo "[{\"subnet\": \"$(pods "$1" "$2")\"}]"; } # FAMILY I
pod_route() { case $1 in 4) echo '{"dst": "0.0.0.0/0"}' ;; 6) echo '{"dst": "::/0"}' ;; esac; } # FAMILY
node_files() { # NODE I HOME
  local node=$1 i=$2 home=$3 older='' minor containerd=unix:///run/containerd/containerd.sock
  minor=$(kube_minor kubelet)
  cat >"$home/containerd.toml" <<END
version = 2
root = "$home/containerd"
state = "/run/containerd"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "k8smirror.test/pause:1"
  restrict_oom_score_adj = true
  disable_apparmor = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$home/cni"
END
  cat >"$home/cni/10-pods.conflist" <<END
{"cniVersion": "0.4.0", "name": "pods", "plugins": [{"type": "ptp", "ipam": {"type": "host-local", "dataDir": "/run/cni",
 "ranges": [$(of_each pod_range "$i")], "routes": [$(of_each pod_route)]}}]}
END
  cat >"$home/kubelet.yaml" <<END
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}   # kubectl logs and exec
authorization: {mode: AlwaysAllow}
cgroupsPerQOS: false
enforceNodeAllocatable: []
cgroupDriver: cgroupfs
failSwapOn: false
evictionHard: {memory.available: 1Mi}
imageGCHighThresholdPercent: 100   # never: no registry has the images, and the disk is the machine's
nodeStatusUpdateFrequency: 4s
syncFrequency: 10s
END
  if [ "$minor" -ge 27 ]; then
    echo "containerRuntimeEndpoint: $containerd" >>"$home/kubelet.yaml"
  else
    older="--container-runtime=remote --container-runtime-endpoint=$containerd"
  fi
  if is_dual && [ "$minor" -lt 21 ]; then echo 'featureGates: {IPv6DualStack: true}' >>"$home/kubelet.yaml"; fi
  [ "$minor" -lt 31 ] || echo 'failCgroupV1: false' >>"$home/kubelet.yaml"
  cat >"$home/init" <<END
#!/bin/sh
# PID 1 of $node.
mount --make-rprivate /
# A /sys of another network namespace would show the wrong NICs.
mount --rbind /sys/fs/cgroup $home/cgroup; mount -t sysfs sysfs /sys; mount --rbind $home/cgroup /sys/fs/cgroup; umount -l $home/cgroup
mount -t bpf bpf /sys/fs/bpf
mount -t tmpfs tmpfs /run; mkdir -p /run/netns
# Two kubelets that share /var/log delete each other's logs.
mount --bind $home/log /var/log
# Files that pods keep on the host (/var/lib/…) are the node's own, and outlive its power. The cluster's folder stays in view.
mkdir -p $home/varlib$dir; mount --bind $dir $home/varlib$dir
case $dir in /var/lib/*) mount --rbind $home/varlib/var/lib /var/lib ;; esac
# Each boot has an id. The kubelet reads it in /proc; a pod has a /proc of its own, so there is a file for the agent.
mkdir -p /var/lib/k8smirror
cat /proc/sys/kernel/random/uuid >/run/boot_id; cp /run/boot_id /var/lib/k8smirror/boot_id
mount --bind /run/boot_id /proc/sys/kernel/random/boot_id
mount --make-rshared /; hostname $node
containerd -c $home/containerd.toml >$dir/log/$node.containerd.log 2>&1 &
until ctr version >/dev/null 2>&1; do sleep .1; done
for image in $dir/images/*.tar; do ctr -n k8s.io images import "\$image" >/dev/null; done
$dir/bin/kubelet --kubeconfig=$dir/$node.kubeconfig --config=$home/kubelet.yaml $older \\
  --root-dir=$home/kubelet --cert-dir=$home/kubelet/pki --hostname-override=$node --node-ip=$(of_each mgmt $((10 + i))) \\
  >$dir/log/$node.kubelet.log 2>&1 &
while :; do sleep 3600 & wait \$!; done
END
  chmod +x "$home/init"
}

power_off() { # NODE: every process dies at once (PID 1 of its namespace goes), its NICs and bpffs with it
  running "$1" || fail "$1 is not running"
  kill -9 "$(cat "$dir/run/$1.pid")"
  wait_for gone "$(cat "$dir/$1/init.pid")"
  ip netns del "$name-$1"
  rm -rf "$dir/$1"/{containerd,log,init.pid} "$dir/run/$1.pid"
}

# What is at the far end of a NIC is not part of the node: its namespace stays while the node has no power.
wire() { # NODE NIC
  running "$1" || fail "$1 is not running"
  [ ! -e "$(space "$1-$2")" ] || fail "$1 has $2 already"
  ip netns add "$name-$1-$2"
  enter "$1-$2" ip link set lo up
  plug "$1" "$2"
  echo "$2" >>"$dir/$1/wires"
}
plug() { # NODE NIC
  enter "$1" ip link add "$2" type veth peer name "$2" netns "$name-$1-$2"
  enter "$1" ip link set "$2" up
  enter "$1-$2" ip link set "$2" up
}
unwire() { # NODE NIC
  [ -e "$(space "$1-$2")" ] || fail "$1 has no wired $2"
  enter "$1" ip link del "$2" 2>/dev/null || true
  ip netns del "$name-$1-$2"
  sed -i "/^$2\$/d" "$dir/$1/wires"
}
