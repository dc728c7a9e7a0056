/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A hash that is equal for both directions of a conversation, so that one CPU sees all of it in order. Not the
 * kernel's: a NIC's depends on the direction, and the flow dissector's includes IPv6 flow labels.
 */
#ifndef K8SMIRROR_FLOW_H
#define K8SMIRROR_FLOW_H

#include "conversation.h"
#include "parse.h"

#define K8SM_FRAGMENT	0x3fff	/* iphdr.frag_off: more follow, or not the first */

/*
 * Over addresses and ports; over addresses alone if not every packet has ports, as with fragments; over MAC
 * addresses without IP. Never 0, which RPS takes for "no hash".
 */
__noinline int k8sm_flow_hash(struct __sk_buff *skb)
{
	struct k8sm_layer at = {};
	__u64 from[2] = {}, to[2] = {};
	__be16 ports[2] = {}, fragment = 0;
	__u32 network;

	k8sm_skip_ethernet(skb, &at);
	network = at.offset;
	k8sm_skip_ip(skb, &at);
	if (!at.offset) {
		bpf_skb_load_bytes(skb, 0, to, ETH_ALEN);
		bpf_skb_load_bytes(skb, ETH_ALEN, from, ETH_ALEN);
	} else if (at.type == bpf_htons(ETH_P_IPV6)) {
		bpf_skb_load_bytes(skb, network + offsetof(struct ipv6hdr, saddr), from, sizeof(from));
		bpf_skb_load_bytes(skb, network + offsetof(struct ipv6hdr, daddr), to, sizeof(to));
	} else {
		bpf_skb_load_bytes(skb, network + offsetof(struct iphdr, frag_off), &fragment, sizeof(fragment));
		bpf_skb_load_bytes(skb, network + offsetof(struct iphdr, saddr), from, 4);
		bpf_skb_load_bytes(skb, network + offsetof(struct iphdr, daddr), to, 4);
	}
	if (at.offset && k8sm_has_ports(at.protocol) && !(fragment & bpf_htons(K8SM_FRAGMENT)))
		bpf_skb_load_bytes(skb, at.offset, ports, sizeof(ports));
	return (int)(k8sm_stir(k8sm_end(from[0], from[1], ports[0]) + k8sm_end(to[0], to[1], ports[1])) >> 32 | 1);
}

#endif
