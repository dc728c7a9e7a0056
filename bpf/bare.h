/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Sources whose packets have no Ethernet header, such as tun, WireGuard and IP in IP. Such packets cannot be redirected to an
 * Ethernet device, and the original must not be changed. So a clone leaves by the same NIC, where our program runs first: there it
 * gets a header, is treated as a source's packet, and ends. Other programs and captures of the NIC do not see it.
 */
#ifndef K8SMIRROR_BARE_H
#define K8SMIRROR_BARE_H

#include "fanout.h"

/* MAC addresses in the header: the node, and the other end. Locally administered; documented in docs/datapath.md. */
#define K8SM_STATION_NODE	{ 0x02, 0x4b, 0x38, 0x00, 0x00, 0x01 }
#define K8SM_STATION_OUTSIDE	{ 0x02, 0x4b, 0x38, 0x00, 0x00, 0x02 }

/* A packet that was dropped before it was counted as seen. */
__noinline int k8sm_count_bare_loss(struct __sk_buff *skb, __u32 group)
{
	struct k8sm_source_counters *counters = bpf_map_lookup_elem(&source_counters, &group);
	const struct k8sm_group *g = bpf_map_lookup_elem(&groups, &group);
	struct k8sm_packet p = {};

	if (!counters || !g)
		return 0;
	k8sm_measure(skb, &p);
	p.wire.bytes += p.wire.frames * ETH_HLEN;
	k8sm_count(&counters->seen, p.wire.frames, p.wire.bytes);
	return k8sm_fan_out(skb, group, &p, k8sm_first_edges(g->edge_count), K8SM_DROP_CLONE_FAILED);
}

/* Sends a clone to the program that adds its header. */
__noinline int k8sm_send_bare(struct __sk_buff *skb, __u32 group, __u32 direction)
{
	__u32 zero = 0;
	const struct k8sm_config *cfg = bpf_map_lookup_elem(&config, &zero);
	__u64 mark = skb->mark, index = skb->tc_index;
	long err;

	if (!cfg || !cfg->bare_mark)
		return 0;
	if (cfg->tunnel_mark && mark == cfg->tunnel_mark)
		return 0;
	skb->mark = cfg->bare_mark;
	skb->tc_index = direction;
	err = bpf_clone_redirect(skb, skb->ifindex, 0);
	skb->mark = mark;
	skb->tc_index = index;
	/* Our program ends it with TC_ACT_SHOT, which is NET_XMIT_DROP here. */
	return err < 0 ? k8sm_count_bare_loss(skb, group) : 0;
}

static __always_inline bool k8sm_is_bare_clone(__u64 mark)
{
	__u32 zero = 0;
	const struct k8sm_config *cfg = bpf_map_lookup_elem(&config, &zero);

	return cfg && mark == cfg->bare_mark;
}

/* Gives a clone its header. */
__noinline int k8sm_dress(struct __sk_buff *skb, __u32 direction)
{
	static const __u8 node[ETH_ALEN] = K8SM_STATION_NODE, outside[ETH_ALEN] = K8SM_STATION_OUTSIDE;
	struct {
		struct ethhdr eth;
		__u16 padding;	/* sums are of four bytes at a time */
	} header = {};

	header.eth.h_proto = skb->protocol;
	__builtin_memcpy(header.eth.h_dest, direction == K8SM_INGRESS ? node : outside, ETH_ALEN);
	__builtin_memcpy(header.eth.h_source, direction == K8SM_INGRESS ? outside : node, ETH_ALEN);
	if (bpf_skb_change_head(skb, ETH_HLEN, 0) || bpf_skb_store_bytes(skb, 0, &header, ETH_HLEN, 0))
		return -1;
	/* A hardware checksum of the whole packet must include the header now. */
	bpf_csum_update(skb, bpf_csum_diff(0, 0, (__be32 *)&header, sizeof(header), 0));
	return 0;
}

#endif
