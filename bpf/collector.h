/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Packets to collectors are copies, ours or those of other nodes that pass here; copying them again would never end. Ours have a mark, but a
 * firewall may change it, and those of others have none: so they are also recognized by their destination, and so are the ICMP errors
 * that copies cause, such as "port unreachable" from a collector where nothing listens.
 */
#ifndef K8SMIRROR_COLLECTOR_H
#define K8SMIRROR_COLLECTOR_H

#include "maps.h"
#include "parse.h"

#define K8SM_ICMP_HEADER	8	/* before what an error quotes (RFC 792, RFC 4443) */
#define K8SM_ICMP_FIRST_ERROR	3	/* unreachable; 4 source quench, 5 redirect, 11 time exceeded, 12 parameter problem */
#define K8SM_ICMP_LAST_ERROR	12
#define K8SM_ICMP_ECHO		8	/* not an error, but within their range */
#define K8SM_ICMPV6_FIRST_INFO	128	/* errors have lower types */

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

/* Recognizes a packet to a collector by its IP header and what follows. */
static __always_inline bool k8sm_is_ipv4_to_collector(const struct k8sm_ipv4_start *four)
{
	struct k8sm_collector_key key = {};

	if (four->ip.protocol != IPPROTO_UDP && four->ip.protocol != IPPROTO_GRE)
		return false;
	key.address[0] = four->ip.daddr;
	return k8sm_is_collector(&key, four->ip.protocol, four->ip.frag_off & bpf_htons(K8SM_LATER_PART) ? 0 : bpf_ntohs(four->ports[1]));
}

static __always_inline bool k8sm_is_ipv6_to_collector(const struct k8sm_ipv6_start *six)
{
	struct k8sm_collector_key key = {};

	__builtin_memcpy(key.address, &six->ip.daddr, sizeof(key.address));
	if (six->ip.nexthdr == IPPROTO_UDP || six->ip.nexthdr == IPPROTO_GRE)
		return k8sm_is_collector(&key, six->ip.nexthdr, bpf_ntohs(six->ports[1]));
	/* A fragment: its header has the protocol. */
	return six->ip.nexthdr == IPPROTO_FRAGMENT && k8sm_is_collector(&key, bpf_ntohs(six->ports[0]) >> 8, 0);
}

/* Recognizes an error that quotes a copy: a copy of it would cause the next one. */
__noinline int k8sm_is_ipv4_answer(struct __sk_buff *skb, __u32 offset)
{
	struct k8sm_ipv4_start quoted;
	__u8 type = 0;

	if (bpf_skb_load_bytes(skb, offset, &type, 1) || type < K8SM_ICMP_FIRST_ERROR || type > K8SM_ICMP_LAST_ERROR || type == K8SM_ICMP_ECHO)
		return false;
	return !bpf_skb_load_bytes(skb, offset + K8SM_ICMP_HEADER, &quoted, sizeof(quoted)) && k8sm_is_ipv4_to_collector(&quoted);
}

__noinline int k8sm_is_ipv6_answer(struct __sk_buff *skb, __u32 offset)
{
	struct k8sm_ipv6_start quoted;
	__u8 type = 0;

	if (bpf_skb_load_bytes(skb, offset, &type, 1) || type < 1 || type >= K8SM_ICMPV6_FIRST_INFO)
		return false;
	return !bpf_skb_load_bytes(skb, offset + K8SM_ICMP_HEADER, &quoted, sizeof(quoted)) && k8sm_is_ipv6_to_collector(&quoted);
}

/* For UDP, GRE and ICMP only, so that others cost only reading the header. The kernel's skb->protocol may be that of the inner frame. */
__noinline int k8sm_is_for_collector(struct __sk_buff *skb)
{
	struct k8sm_layer at = {};
	struct k8sm_ipv4_start four;
	struct k8sm_ipv6_start six;

	k8sm_skip_ethernet(skb, &at);
	if (!at.offset)
		return false;
	if (at.type == bpf_htons(ETH_P_IP)) {
		if (bpf_skb_load_bytes(skb, at.offset, &four, sizeof(four)))
			return false;
		if (four.ip.protocol == IPPROTO_ICMP)
			return k8sm_is_ipv4_answer(skb, at.offset + four.ip.ihl * 4);
		return k8sm_is_ipv4_to_collector(&four);
	}
	if (at.type != bpf_htons(ETH_P_IPV6) || bpf_skb_load_bytes(skb, at.offset, &six, sizeof(six)))
		return false;
	if (six.ip.nexthdr == IPPROTO_ICMPV6)
		return k8sm_is_ipv6_answer(skb, at.offset + sizeof(struct ipv6hdr));
	return k8sm_is_ipv6_to_collector(&six);
}

#endif
