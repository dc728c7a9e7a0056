/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Packets to collectors are copies, ours or those of other nodes that pass here; copying them again would never end. Ours have a mark, but a
 * firewall may change it, and those of others have none: so they are told by where they go, too.
 */
#ifndef K8SMIRROR_COLLECTOR_H
#define K8SMIRROR_COLLECTOR_H

#include "maps.h"
#include "parse.h"

#define K8SM_LATER_PART	0x1fff	/* iphdr.frag_off: not the first fragment, which has no ports */

struct k8sm_ipv4_start {
	struct iphdr ip;
	__be16 ports[2];
};

struct k8sm_ipv6_start {
	struct ipv6hdr ip;
	__be16 ports[2];
};

static __always_inline bool k8sm_is_collector(struct k8sm_collector_key *key, __u32 protocol, __u32 port)
{
	key->service = protocol << 16 | (protocol == IPPROTO_UDP ? port : 0);
	return bpf_map_lookup_elem(&collectors, key);
}

/* For UDP and GRE only, so that all else costs one look at the header. */
__noinline int k8sm_is_for_collector(struct __sk_buff *skb)
{
	struct k8sm_collector_key key = {};
	struct k8sm_ipv4_start four;
	struct k8sm_ipv6_start six;
	__be16 type = skb->protocol;
	__u32 offset = ETH_HLEN;

	if (k8sm_is_tagged(skb)) {
		if (bpf_skb_load_bytes(skb, ETH_HLEN + 2, &type, sizeof(type)))
			return false;
		offset += K8SM_VLAN_HLEN;
	}
	if (type == bpf_htons(ETH_P_IP)) {
		if (bpf_skb_load_bytes(skb, offset, &four, sizeof(four)) || (four.ip.protocol != IPPROTO_UDP && four.ip.protocol != IPPROTO_GRE))
			return false;
		key.address[0] = four.ip.daddr;
		return k8sm_is_collector(&key, four.ip.protocol, four.ip.frag_off & bpf_htons(K8SM_LATER_PART) ? 0 : bpf_ntohs(four.ports[1]));
	}
	if (type != bpf_htons(ETH_P_IPV6) || bpf_skb_load_bytes(skb, offset, &six, sizeof(six)))
		return false;
	__builtin_memcpy(key.address, &six.ip.daddr, sizeof(key.address));
	if (six.ip.nexthdr == IPPROTO_UDP || six.ip.nexthdr == IPPROTO_GRE)
		return k8sm_is_collector(&key, six.ip.nexthdr, bpf_ntohs(six.ports[1]));
	/* A fragment: its header says of what. */
	return six.ip.nexthdr == IPPROTO_FRAGMENT && k8sm_is_collector(&key, bpf_ntohs(six.ports[0]) >> 8, 0);
}

#endif
