# shellcheck shell=bash
# Part of scripts/cluster: the control plane's credentials and programs.

control_programs=(etcd kube-apiserver kube-controller-manager kube-scheduler)

credentials() { # N: one CA, one serving certificate, one service-account key, a bearer token for each client
  local i f names
  names="IP:$(api),IP:127.0.0.1,DNS:kubernetes,DNS:kubernetes.default.svc,DNS:localhost"
  for f in $(families); do names+=,IP:$(mgmt "$f" 1); done
  mkdir -p "$dir/pki"
  pushd "$dir/pki" >/dev/null
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=cluster-ca -keyout ca.key -out ca.crt 2>/dev/null
  openssl req -newkey rsa:2048 -nodes -subj /CN=kube-apiserver -keyout api.key -out api.csr 2>/dev/null
  openssl x509 -req -in api.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 3650 -out api.crt \
    -extfile <(echo "subjectAltName=$names") 2>/dev/null
  openssl genrsa -out sa.key 2048 2>/dev/null
  popd >/dev/null
  client admin admin system:masters
  client controller-manager system:kube-controller-manager
  client scheduler system:kube-scheduler
  for i in $(seq "$1"); do client "node-$i" "system:node:node-$i" system:nodes; done
}

client() { # NAME USER [GROUP]
  local token
  token=$(openssl rand -hex 16)
  echo "$token,$2,$1${3:+,$3}" >>"$dir/tokens.csv"
  cat >"$dir/$1.kubeconfig" <<END
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://$(in_url "$(api)")", certificate-authority: $dir/pki/ca.crt}}]
users: [{name: u, user: {token: $token}}]
contexts: [{name: c, context: {cluster: c, user: u}}]
current-context: c
END
  chmod 600 "$dir/$1.kubeconfig" "$dir/tokens.csv"
}

pause_image() {
  local work
  work=$(mktemp -d)
  echo 'int pause(void); int main(void) { for (;;) pause(); }' | gcc -static -Os -s -x c -o "$work/pause" -
  "$scripts/oci-image" k8smirror.test/pause:1 "$work" "$dir/images/pause.tar" /pause
  rm -rf "$work"
}

# The command line is kept as a script, so that `cluster start NAME` starts just the same again.
serve() { # NAME CMD…
  local program=$1
  shift
  { echo '#!/bin/sh'; printf 'exec nsenter --net=%s' "$(space control)"; printf ' %q' "$@"; echo; } >"$dir/run/$program"
  chmod +x "$dir/run/$program"
  start_program "$program"
}
start_program() { # NAME
  [ -x "$dir/run/$1" ] || fail "no such node or program: '$1' (programs: ${control_programs[*]})"
  running "$1" && fail "$1 is running"
  setsid nohup "$dir/run/$1" >>"$dir/log/$1.log" 2>&1 </dev/null &
  echo $! >"$dir/run/$1.pid"
}
kill_program() { # NAME
  running "$1" || fail "not running: '$1' (programs: ${control_programs[*]})"
  kill -9 "$(cat "$dir/run/$1.pid")"
  wait_for gone "$(cat "$dir/run/$1.pid")"
  rm "$dir/run/$1.pid"
}

kube_minor() { "$dir/bin/$1" --version | sed -n 's/.*v1\.\([0-9]*\).*/\1/p'; }

control_plane() {
  local older=() dual=()
  ip netns add "$name-control"
  forward control
  beside ip link set lo up
  beside ip addr add "$(api)" dev lo
  # An address of its own: with that of a node's port, which it would take, that node would still reach it with its port off the bridge.
  beside ip link add br0 address 02:00:00:00:00:01 type bridge
  join_mgmt control br0 1
  beside ip link set br0 up
  serve etcd "$(PATH=$dir/bin:$PATH command -v etcd)" --data-dir "$dir/etcd" --unsafe-no-fsync --log-level error \
    --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 --listen-peer-urls http://127.0.0.1:2380
  if is_dual && [ "$(kube_minor kube-apiserver)" -lt 21 ]; then dual=(--feature-gates=IPv6DualStack=true); fi
  # APISERVER_FLAGS: more words for the API server's command line, such as those of an audit log.
  # shellcheck disable=SC2086
  serve kube-apiserver "$dir/bin/kube-apiserver" --etcd-servers=http://127.0.0.1:2379 --bind-address=0.0.0.0 --secure-port=443 \
    --advertise-address="$(mgmt "$(primary)" 1)" --tls-cert-file="$dir/pki/api.crt" --tls-private-key-file="$dir/pki/api.key" \
    --service-account-key-file="$dir/pki/sa.key" --service-account-signing-key-file="$dir/pki/sa.key" \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local --token-auth-file="$dir/tokens.csv" \
    --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --service-cluster-ip-range="$(of_each services)" \
    --allow-privileged=true --kubelet-preferred-address-types=InternalIP "${dual[@]}" ${APISERVER_FLAGS:-}
  wait_for healthy
  [ "$(kube_minor kube-controller-manager)" -ge 27 ] || older=(--pod-eviction-timeout=30s)
  serve kube-controller-manager "$dir/bin/kube-controller-manager" --kubeconfig="$dir/controller-manager.kubeconfig" \
    --service-account-private-key-file="$dir/pki/sa.key" --root-ca-file="$dir/pki/ca.crt" --use-service-account-credentials \
    --leader-elect=false --bind-address=127.0.0.1 --node-monitor-grace-period=16s "${older[@]}" "${dual[@]}"
  serve kube-scheduler "$dir/bin/kube-scheduler" --kubeconfig="$dir/scheduler.kubeconfig" --leader-elect=false --bind-address=127.0.0.1
}
