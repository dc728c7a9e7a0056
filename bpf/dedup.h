/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * De-duplication: if a packet passes several hooks of the node, a target gets only the first copy. Packets are the same if they have
 * the same IP header and the same 40 bytes behind it, except for what a hop changes: MAC addresses, VLAN tags, padding, TTL,
 * traffic class, flow label, header checksum. Documented in docs/filters.md.
 */
#ifndef K8SMIRROR_DEDUP_H
#define K8SMIRROR_DEDUP_H

#include "conversation.h"
#include "maps.h"
#include "parse.h"

#define K8SM_ALIKE_BYTES	40	/* compared behind an IP header */
#define K8SM_STIR(value)	(hash = k8sm_stir(hash + (value)))

#define K8SM_LOAD_ALIKE(bytes)							\
	if (length >= (bytes)) {						\
		bpf_skb_load_bytes(skb, offset, words, bytes);			\
		goto loaded;							\
	}

/* Loads up to 40 bytes, a multiple of four; missing ones count as 0. Sizes are constants: see k8sm_hook. */
__noinline __u64 k8sm_stir_bytes(struct __sk_buff *skb, __u32 offset, __u32 length, __u64 hash)
{
	__u64 words[K8SM_ALIKE_BYTES / 8] = {};

	K8SM_LOAD_ALIKE(40)
	K8SM_LOAD_ALIKE(36)
	K8SM_LOAD_ALIKE(32)
	K8SM_LOAD_ALIKE(28)
	K8SM_LOAD_ALIKE(24)
	K8SM_LOAD_ALIKE(20)
	K8SM_LOAD_ALIKE(16)
	K8SM_LOAD_ALIKE(12)
	K8SM_LOAD_ALIKE(8)
	K8SM_LOAD_ALIKE(4)
loaded:
	K8SM_STIR(words[0]);
	K8SM_STIR(words[1]);
	K8SM_STIR(words[2]);
	K8SM_STIR(words[3]);
	K8SM_STIR(words[4]);
	return hash;
}

/* Hash that identifies a packet; never 0. */
__noinline __u64 k8sm_identity(struct __sk_buff *skb)
{
	struct k8sm_layer at = {};
	__u64 from[2] = {}, to[2] = {}, hash = 0;
	struct ipv6hdr ip6;
	struct iphdr ip;

	k8sm_skip_ethernet(skb, &at);
	if (!at.offset)
		return k8sm_stir_bytes(skb, 0, skb->len, hash) | 1;
	/* The length in the header, because small frames are padded on the wire. */
	if (at.type == bpf_htons(ETH_P_IP) && !bpf_skb_load_bytes(skb, at.offset, &ip, sizeof(ip))) {
		K8SM_STIR((__u64)ip.saddr << 32 | ip.daddr);
		K8SM_STIR((__u64)ip.tot_len << 48 | (__u64)ip.id << 32 | (__u64)ip.frag_off << 16 | ip.protocol);
		return k8sm_stir_bytes(skb, at.offset + ip.ihl * 4, bpf_ntohs(ip.tot_len) - ip.ihl * 4, hash) | 1;
	}
	if (at.type == bpf_htons(ETH_P_IPV6) && !bpf_skb_load_bytes(skb, at.offset, &ip6, sizeof(ip6))) {
		__builtin_memcpy(from, &ip6.saddr, sizeof(from));
		__builtin_memcpy(to, &ip6.daddr, sizeof(to));
		K8SM_STIR(from[0]);
		K8SM_STIR(from[1]);
		K8SM_STIR(to[0]);
		K8SM_STIR(to[1]);
		K8SM_STIR((__u64)ip6.payload_len << 48 | ip6.nexthdr);
		return k8sm_stir_bytes(skb, at.offset + sizeof(ip6), ip6.payload_len ? bpf_ntohs(ip6.payload_len) : K8SM_ALIKE_BYTES, hash) | 1;
	}
	K8SM_STIR((__u64)(skb->len > ETH_ZLEN ? skb->len : 0) << 32 | at.type);
	return k8sm_stir_bytes(skb, at.offset, skb->len - at.offset, hash) | 1;
}

/* 1 if the target has had this packet within its window, which is counted; a window of 0 means every copy. */
__noinline int k8sm_is_duplicate(__u32 slot, __u32 label, __u32 counter, __u64 identity, const struct k8sm_packet *p)
{
	const struct k8sm_target *target = bpf_map_lookup_elem(&targets, &slot);
	struct k8sm_selection_counters *counters;
	struct k8sm_copy_key key = { .identity = identity };
	__u64 now = bpf_ktime_get_ns(), *seen, window;
	__u64 word;

	if (!target || !p)
		return 0;
	window = (__u64)(target->flags >> K8SM_TARGET_WINDOW_SHIFT) * 1000000;
	if (!window)
		return 0;
	word = *(volatile const __u64 *)target;
	/* A collector's index changes with the route to it. */
	key.target = (__u64)label << 32 | (target->kind == K8SM_SEND_TUNNEL ? K8SM_COPY_TO_COLLECTOR | slot : (__u32)word);
	seen = bpf_map_lookup_elem(&copies, &key);
	if (!seen || now - *seen > window) {
		/* On two CPUs at a time, the first one wins. */
		if (!bpf_map_update_elem(&copies, &key, &now, seen ? BPF_ANY : BPF_NOEXIST))
			return 0;
		if (!bpf_map_lookup_elem(&copies, &key))
			return 0;
	}
	counters = bpf_map_lookup_elem(&selection_counters, &counter);
	if (counters)
		k8sm_count(&counters->duplicate, p->wire.frames, p->wire.bytes);
	return 1;
}

/* Those of these edges whose targets have had the packet. */
__noinline __u64 k8sm_duplicates(__u32 group, const struct k8sm_packet *p, __u64 mask, __u64 identity)
{
	const struct k8sm_group *g = bpf_map_lookup_elem(&groups, &group);
	__u64 had = 0;
	__u32 i;

	if (!g || !p)
		return 0;
	for (i = 0; i < K8SM_MAX_EDGES; i++) {
		if (!(mask >> i))
			break;
		if (!(mask >> i & 1))
			continue;
		had |= (__u64)(k8sm_is_duplicate(g->edges[i].target, g->edges[i].label, g->edges[i].counter, identity, p) & 1) << i;
	}
	return had;
}

#endif
