# shellcheck shell=bash
# Part of scripts/cluster: its networks. A FAMILY is 4 or 6.

# Of a dual-stack cluster, the first one is that of what has only one address, such as the kubernetes Service.
families() { case $family in ipv4) echo 4 ;; ipv6) echo 6 ;; dual) echo 4 6 ;; esac; }
primary() { families | cut -c1; }
# What CMD says for each family, with commas.
of_each() { local f; for f in $(families); do "$1" "$f" "${@:2}"; done | paste -sd,; } # CMD [ARG]
is_dual() { [ "$family" = dual ]; }

mgmt() { case $1 in 4) echo "10.99.0.$2" ;; 6) echo "fd10:99::$2" ;; esac; }                     # FAMILY HOST: 1 the control plane, 10+i node i
pods() { case $1 in 4) echo "10.244.$2.0/24" ;; 6) echo "fd10:244:0:$2::/64" ;; esac; }          # FAMILY I: of node i
services() { case $1 in 4) echo 10.96.0.0/16 ;; 6) echo fd10:96::/112 ;; esac; }                 # FAMILY
api() { case $(primary) in 4) echo 10.96.0.1 ;; 6) echo fd10:96::1 ;; esac; }                    # of the kubernetes Service
in_url() { case $1 in *:*) echo "[$1]" ;; *) echo "$1" ;; esac; }                                # ADDRESS

join_mgmt() { # SPACE NIC HOST: gives the NIC its addresses in the management network, usable at once
  local f
  for f in $(families); do
    case $f in
      4) enter "$1" ip addr add "$(mgmt 4 "$3")/24" dev "$2" ;;
      6) enter "$1" ip addr add "$(mgmt 6 "$3")/64" dev "$2" nodad ;;
    esac
  done
}

forward() { # SPACE: before it has NICs. Addresses of pods' NICs are unique: no second's wait for another node that might have them
  local f
  for f in $(families); do
    case $f in
      4) enter "$1" sysctl -qw net.ipv4.ip_forward=1 ;;
      6) enter "$1" sysctl -qw net.ipv6.conf.all.forwarding=1 net.ipv6.conf.default.accept_dad=0 ;;
    esac
  done
}
