/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* From edge to clone, with counting: the same at the hook and behind the cutter. */
#ifndef K8SMIRROR_FANOUT_H
#define K8SMIRROR_FANOUT_H

#include "maps.h"
#include "parse.h"
#include <linux/errno.h>

#define K8SM_XMIT_DROP	1	/* NET_XMIT_DROP, include/linux/netdevice.h */
#define K8SM_XMIT_CN	2	/* NET_XMIT_CN; also returned for a NIC that is down */

/* The return code is the only reliable report: the device does not even count drops of a full qdisc. */
static __always_inline __u32 k8sm_reason(long err, __u32 flags)
{
	if (err == -EINVAL)
		return K8SM_DROP_TARGET_GONE;
	if (err == -ENETDOWN)
		return K8SM_DROP_TARGET_DOWN;
	if (err == K8SM_XMIT_DROP || err == K8SM_XMIT_CN)
		return flags & K8SM_TARGET_UP ? K8SM_DROP_TARGET_BUSY : K8SM_DROP_TARGET_DOWN;
	return K8SM_DROP_ERROR;
}

static __always_inline __u32 k8sm_tunnel_mark(void)
{
	__u32 zero = 0;
	const struct k8sm_config *cfg = bpf_map_lookup_elem(&config, &zero);

	return cfg ? cfg->tunnel_mark : 0;
}

static __always_inline void k8sm_count_sliced(__u32 counter, __u64 bytes)
{
	struct k8sm_selection_counters *counters = bpf_map_lookup_elem(&selection_counters, &counter);

	if (counters)
		k8sm_count(&counters->sliced, 1, bytes);
}

/* To a collector: a clone goes to the cutter; before it enters, this CPU encapsulates and sends it (tunnel.h). */
__noinline int k8sm_send_wrapped(struct __sk_buff *skb, __u32 slot, __u32 largest)
{
	__u32 zero = 0, size = largest + (skb->vlan_present ? K8SM_VLAN_HLEN : 0) + (k8sm_is_tagged(skb) ? K8SM_VLAN_HLEN : 0);
	const struct k8sm_target *target = bpf_map_lookup_elem(&targets, &slot);
	const struct k8sm_config *cfg = bpf_map_lookup_elem(&config, &zero);
	struct k8sm_wrapping *w = bpf_map_lookup_elem(&wrappings, &zero);
	long err;

	if (!target || !cfg || !w)
		return K8SM_DROP_TARGET_GONE;
	if (size > *(volatile const __u64 *)target >> 32 && (skb->gso_size || !(target->flags & (K8SM_TARGET_SLICE | K8SM_TARGET_FRAGMENT))))
		return K8SM_DROP_FRAME_TOO_BIG;
	w->outcome = K8SM_DROP_CLONE_FAILED;
	w->sliced = 0;
	skb->mark = K8SM_MARK_WRAP | slot;
	err = bpf_clone_redirect(skb, cfg->cutter_ifindex, 0);
	/* The clone always ends there, with NET_XMIT_DROP. */
	if (err < 0)
		return K8SM_DROP_CLONE_FAILED;
	return w->outcome == K8SM_DROPS ? K8SM_DROPS + w->sliced : w->outcome;
}

/* K8SM_DROPS plus the bytes that had to be cut off if the target took it; else the drop reason. */
static __always_inline __u32 k8sm_send(struct __sk_buff *skb, __u32 slot, __u32 largest)
{
	const struct k8sm_target *target = bpf_map_lookup_elem(&targets, &slot);
	__u64 word;
	long err;

	if (!target || target->kind == K8SM_SEND_NONE)
		return K8SM_DROP_TARGET_GONE;
	if (target->kind == K8SM_SEND_TUNNEL)
		return k8sm_send_wrapped(skb, slot, largest);
	word = *(volatile const __u64 *)target;
	if (largest > word >> 32)
		return K8SM_DROP_FRAME_TOO_BIG;
	skb->mark = target->flags & K8SM_TARGET_TUNNEL ? k8sm_tunnel_mark() : 0;
	err = bpf_clone_redirect(skb, (__u32)word, 0);
	return err ? k8sm_reason(err, target->flags) : K8SM_DROPS;
}

/* As K8SM_COUNT_SHED. */
#define K8SM_COUNT_DROP(reason)								\
	case reason:									\
		asm volatile("" : : "i"(reason));					\
		k8sm_count(&counters->dropped[reason], wire->frames, wire->bytes);	\
		break

static __always_inline void k8sm_count_outcome(struct k8sm_edge_counters *counters, __u32 outcome,
					       const struct k8sm_tally *wire)
{
	if (outcome == K8SM_DROPS) {
		k8sm_count(&counters->sent, wire->frames, wire->bytes);
		return;
	}
	switch (outcome) {
	K8SM_COUNT_DROP(K8SM_DROP_CUTTER_FULL);
	K8SM_COUNT_DROP(K8SM_DROP_CLONE_FAILED);
	K8SM_COUNT_DROP(K8SM_DROP_TARGET_BUSY);
	K8SM_COUNT_DROP(K8SM_DROP_TARGET_DOWN);
	K8SM_COUNT_DROP(K8SM_DROP_TARGET_GONE);
	K8SM_COUNT_DROP(K8SM_DROP_FRAME_TOO_BIG);
	K8SM_COUNT_DROP(K8SM_DROP_LOOP);
	default:
		k8sm_count(&counters->dropped[K8SM_DROP_ERROR], wire->frames, wire->bytes);
	}
}

/* Edges whose target takes a packet of this class whole. */
static __always_inline __u64 k8sm_takers(const struct k8sm_group *g, __u32 class)
{
	switch (class) {
	case K8SM_CLASS_TCP4:
		return g->takers[K8SM_CLASS_TCP4];
	case K8SM_CLASS_TCP6:
		return g->takers[K8SM_CLASS_TCP6];
	case K8SM_CLASS_OTHER:
		return g->takers[K8SM_CLASS_OTHER];
	default:
		return 0;
	}
}

/* The first edges of a group, as a mask. */
static __always_inline __u64 k8sm_first_edges(__u32 count)
{
	return count < K8SM_MAX_EDGES ? (1ULL << count) - 1 : ~0ULL;
}

/* Sends to one edge and counts it, or, if outcome is below K8SM_DROPS, only counts that. */
__noinline int k8sm_edge_out(struct __sk_buff *skb, __u32 counter, __u32 target, const struct k8sm_packet *p, __u32 outcome)
{
	struct k8sm_edge_counters *counters = bpf_map_lookup_elem(&edge_counters, &counter);
	__u32 sliced = 0;

	if (!counters || !p)
		return 0;
	if (outcome == K8SM_DROPS)
		outcome = k8sm_send(skb, target, p->largest);
	if (outcome > K8SM_DROPS) {
		sliced = outcome - K8SM_DROPS;
		outcome = K8SM_DROPS;
	}
	k8sm_count_outcome(counters, outcome, &p->wire);
	if ((p->sliced || sliced) && outcome == K8SM_DROPS)
		k8sm_count_sliced(counter, p->sliced + sliced);
	return 0;
}

/*
 * Sends to each edge of the mask. Two global functions, so that the verifier checks each once; the
 * loop ends by the mask, because a verifier that knows the number of edges checks the rest again
 * for each.
 */
__noinline int k8sm_fan_out(struct __sk_buff *skb, __u32 group, const struct k8sm_packet *p, __u64 mask, __u32 why)
{
	const struct k8sm_group *g = bpf_map_lookup_elem(&groups, &group);
	__u32 i;

	if (!g || !p)
		return 0;
	for (i = 0; i < K8SM_MAX_EDGES; i++) {
		if (!(mask >> i))
			break;
		if (mask >> i & 1)
			k8sm_edge_out(skb, g->edges[i].counter, g->edges[i].target, p, g->held >> i & 1 ? K8SM_DROP_LOOP : why);
	}
	return 0;
}

/* Counts copies that a filtered group's edges did not get because the budget was used up. */
__noinline int k8sm_count_refused(__u32 group, const struct k8sm_packet *p, __u64 mask)
{
	const struct k8sm_group *g = bpf_map_lookup_elem(&groups, &group);
	struct k8sm_selection_counters *counters;
	__u32 i, counter;

	if (!g || !p)
		return 0;
	for (i = 0; i < K8SM_MAX_EDGES; i++) {
		if (!(mask >> i))
			break;
		counter = g->edges[i].counter;
		if (!(mask >> i & 1) || i >= g->edge_count)
			continue;
		counters = bpf_map_lookup_elem(&selection_counters, &counter);
		if (counters)
			k8sm_count(&counters->shed, p->wire.frames, p->wire.bytes);
	}
	return 0;
}

/* What an edge keeps of a frame, such that everything (0) is the largest value. */
static __always_inline __u64 k8sm_kept(const struct k8sm_edge *edge)
{
	return (__u32)(edge->edit - 1);
}

/*
 * The most that some edges keep, and the edges that keep that much. Both without a branch, because a verifier would check both
 * sides of it for each edge, and everything that may follow.
 */
__noinline __u64 k8sm_most_kept(__u32 group, __u64 mask)
{
	const struct k8sm_group *g = bpf_map_lookup_elem(&groups, &group);
	__u64 most = 0, kept;
	__s64 more;
	__u32 i;

	if (!g)
		return 0;
	for (i = 0; i < K8SM_MAX_EDGES; i++) {
		kept = k8sm_kept(&g->edges[i]) & -(mask >> i & 1);
		more = most - kept;
		most = kept + (more & ~(more >> 63));
	}
	return most;
}

__noinline __u64 k8sm_edges_that_keep(__u32 group, __u64 mask, __u64 kept)
{
	const struct k8sm_group *g = bpf_map_lookup_elem(&groups, &group);
	__u64 edges = 0, other;
	__u32 i;

	if (!g)
		return 0;
	for (i = 0; i < K8SM_MAX_EDGES; i++) {
		other = k8sm_kept(&g->edges[i]) ^ kept;
		edges |= (((other | -other) >> 63 ^ 1) & mask >> i & 1) << i;
	}
	return edges;
}

/* Sends a frame of our own to one edge, with the edge's label: an outer tag if the frame has one. */
__noinline int k8sm_labelled_out(struct __sk_buff *skb, __u32 label, __u32 counter, __u32 target, struct k8sm_packet *p)
{
	__be16 type = skb->vlan_present || k8sm_is_tagged(skb) ? bpf_htons(ETH_P_8021AD) : bpf_htons(ETH_P_8021Q);
	__u32 largest;

	if (!p)
		return 0;
	if (!label)
		return k8sm_edge_out(skb, counter, target, p, K8SM_DROPS);
	if (bpf_skb_vlan_push(skb, type, label))
		return k8sm_edge_out(skb, counter, target, p, K8SM_DROP_ERROR);
	/* A tag that was held beside the frame is in it now. */
	largest = p->largest;
	p->largest = k8sm_untagged(skb, skb->len);
	k8sm_edge_out(skb, counter, target, p, K8SM_DROPS);
	p->largest = largest;
	bpf_skb_vlan_pop(skb);
	return 0;
}

/* Sends a frame of our own to each edge of the mask, with its label. */
__noinline int k8sm_fan_out_labelled(struct __sk_buff *skb, __u32 group, struct k8sm_packet *p, __u64 mask)
{
	const struct k8sm_group *g = bpf_map_lookup_elem(&groups, &group);
	__u32 i;

	if (!g || !p)
		return 0;
	k8sm_fan_out(skb, group, p, mask & g->held, K8SM_DROP_LOOP);
	mask &= ~g->held;
	for (i = 0; i < K8SM_MAX_EDGES; i++) {
		if (!(mask >> i))
			break;
		if (mask >> i & 1)
			k8sm_labelled_out(skb, g->edges[i].label, g->edges[i].counter, g->edges[i].target, p);
	}
	return 0;
}

/* Sends a frame of our own to those edges of the mask that keep most of it; returns the other edges. */
__noinline __u64 k8sm_fan_out_longest(struct __sk_buff *skb, __u32 group, struct k8sm_packet *p, __u64 mask)
{
	__u64 most = k8sm_most_kept(group, mask), edges = k8sm_edges_that_keep(group, mask, most);
	__u32 tag = skb->vlan_present ? K8SM_VLAN_HLEN : 0;	/* counted, because it will be in the frame */
	__u32 kept = most + 1, length = skb->len + tag;

	if (!p)
		return 0;
	if (kept && kept < length) {
		if (bpf_skb_change_tail(skb, kept - tag, 0)) {
			k8sm_fan_out(skb, group, p, edges, K8SM_DROP_ERROR);
			return mask & ~edges;
		}
		p->sliced += length - kept;
		p->largest = k8sm_untagged(skb, kept - tag);
	}
	k8sm_fan_out_labelled(skb, group, p, edges);
	return mask & ~edges;
}

#define K8SM_NEXT_LENGTH	if (mask) mask = k8sm_fan_out_longest(skb, group, p, mask);
#define K8SM_NEXT_4_LENGTHS	K8SM_NEXT_LENGTH K8SM_NEXT_LENGTH K8SM_NEXT_LENGTH K8SM_NEXT_LENGTH

/*
 * Sends to each edge of the mask as much of the frame as the edge keeps. They share it, so the longest go first. No loop: a
 * verifier without CAP_PERFMON takes it for an endless one.
 */
__noinline int k8sm_fan_out_slices(struct __sk_buff *skb, __u32 group, struct k8sm_packet *p, __u64 mask)
{
	_Static_assert(K8SM_MAX_LENGTHS == 16, "as many as below");
	K8SM_NEXT_4_LENGTHS
	K8SM_NEXT_4_LENGTHS
	K8SM_NEXT_4_LENGTHS
	K8SM_NEXT_4_LENGTHS
	return 0;
}

#endif
