/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The receiving half of the stage, on another CPU than production: every frame here is
 * wire-sized and checksummed. Each goes to the targets of its group, is counted for
 * each, and ends here: nothing from the stage ever reaches the host's own stack.
 */
#ifndef K8SMIRROR_STAGE_H
#define K8SMIRROR_STAGE_H

#include "breaker.h"
#include "maps.h"
#include <linux/errno.h>
#include <linux/pkt_cls.h>

#define K8SM_XMIT_DROP	1	/* NET_XMIT_DROP, include/linux/netdevice.h */
#define K8SM_XMIT_CN	2	/* NET_XMIT_CN; a NIC that is down answers this, too */
#define K8SM_TAG_LENGTH	4

/* The return code is the one truthful report: a full qdisc does not even count on the device. */
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

/* K8SM_DROPS if the target took the frame, else why not. */
static __always_inline __u32 k8sm_send(struct __sk_buff *skb, const struct k8sm_target *target, __u32 length)
{
	__u32 ifindex, max_frame;
	__u64 word;
	long err;

	if (!target || target->kind != K8SM_SEND_DEVICE)
		return K8SM_DROP_TARGET_GONE;
	word = *(volatile const __u64 *)target;
	ifindex = (__u32)word;
	max_frame = word >> 32;
	if (length > max_frame)
		return K8SM_DROP_FRAME_TOO_BIG;
	skb->mark = target->flags & K8SM_TARGET_TUNNEL ? K8SM_MARK_TUNNELLED : 0;
	err = bpf_clone_redirect(skb, ifindex, 0);
	return err ? k8sm_reason(err, target->flags) : K8SM_DROPS;
}

/*
 * A constant place for each reason: without CAP_PERFMON the verifier refuses a computed one,
 * and the different operands keep the compiler from making one of them.
 */
#define K8SM_COUNT_DROP(reason)								\
	case reason:									\
		asm volatile("" : : "i"(reason));						\
		k8sm_count(&counters->dropped[(reason) - K8SM_SOURCE_DROPS], 1, bytes);	\
		break

static __always_inline void k8sm_count_outcome(struct k8sm_edge_counters *counters, __u32 outcome, __u64 bytes)
{
	switch (outcome) {
	K8SM_COUNT_DROP(K8SM_DROP_TARGET_BUSY);
	K8SM_COUNT_DROP(K8SM_DROP_TARGET_DOWN);
	K8SM_COUNT_DROP(K8SM_DROP_TARGET_GONE);
	K8SM_COUNT_DROP(K8SM_DROP_FRAME_TOO_BIG);
	K8SM_COUNT_DROP(K8SM_DROP_LOOP);
	K8SM_COUNT_DROP(K8SM_DROP_ERROR);
	default:
		k8sm_count(&counters->sent, 1, bytes);
	}
}

static __always_inline void k8sm_fan_out(struct __sk_buff *skb, __u32 group, const struct k8sm_group *g,
					 const struct k8sm_flow *flow)
{
	struct k8sm_edge_key key = { .group = group };
	__u32 count = g->edge_count, length = skb->len;
	__u64 bytes = length, all, stopped;
	__u32 i;

	if (skb->vlan_present)
		bytes += K8SM_TAG_LENGTH;
	if (skb->protocol == bpf_htons(ETH_P_8021Q) || skb->protocol == bpf_htons(ETH_P_8021AD))
		length -= K8SM_TAG_LENGTH;
	if (count > K8SM_MAX_EDGES)
		count = K8SM_MAX_EDGES;
	all = count == K8SM_MAX_EDGES ? K8SM_ALL_EDGES : (1ULL << count) - 1;
	stopped = g->held | k8sm_breaker(skb, group, all & ~g->held, flow);

	for (i = 0; i < K8SM_MAX_EDGES; i++) {
		struct k8sm_edge_counters *counters;
		__u32 slot, outcome = K8SM_DROP_LOOP;

		if (i >= count)
			break;
		key.edge = i;
		counters = bpf_map_lookup_elem(&edge_counters, &key);
		if (!counters)
			continue;
		slot = g->edges[i].target;
		if (!(stopped >> i & 1))
			outcome = k8sm_send(skb, bpf_map_lookup_elem(&targets, &slot), length);
		k8sm_count_outcome(counters, outcome, bytes);
	}
}

static __always_inline int k8sm_stage(struct __sk_buff *skb)
{
	__u32 zero = 0, mark = skb->mark, group = mark & K8SM_MARK_GROUP_MASK;
	struct k8sm_credit *c = bpf_map_lookup_elem(&credit, &zero);
	const struct k8sm_config *cfg = bpf_map_lookup_elem(&config, &zero);
	const struct k8sm_group *g;

	if (!c || !cfg)
		return TC_ACT_SHOT;
	if ((mark & K8SM_MARK_MAGIC_MASK) != K8SM_MARK_MAGIC) {
		__sync_fetch_and_add(&c->strays, 1);
		return TC_ACT_SHOT;
	}
	g = bpf_map_lookup_elem(&groups, &group);
	if (g) {
		struct k8sm_flow flow = { .staged = *(volatile __u64 *)&c->staged, .served = c->served + cfg->credit_lost };

		flow.backlog = flow.staged - flow.served;
		k8sm_fan_out(skb, group, g, &flow);
	}
	__sync_fetch_and_add(&c->served, 1);
	return TC_ACT_SHOT;
}

#endif
