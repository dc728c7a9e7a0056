/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Offload: a hook with many copies makes one whole clone, and the offload CPUs make all copies of it. The clone
 * crosses a veth pair with all offloads, and the kernel (RPS) puts it into the backlog of the CPU that its hash
 * selects. The backlog uses memory, so it is bounded, and more is refused before the clone.
 *
 * The bound is in places of a backlog: those of a packet itself, and those that its copies for virtual targets will
 * take. Several CPUs put in and take out, so losses cannot be detected by order, but by time: places are counted per
 * era, the second in which a packet left, and what is older than the last but one has come out or is lost.
 */
#ifndef K8SMIRROR_OFFLOAD_H
#define K8SMIRROR_OFFLOAD_H

#include "budget.h"
#include "copy.h"
#include "flow.h"
#include <linux/pkt_cls.h>

/* Places that one packet will take: whole, if every edge's target takes it so, else cut. */
static __always_inline __u64 k8sm_places(const struct k8sm_group *g, const struct k8sm_packet *p, __u64 edges)
{
	return (edges & ~k8sm_takers(g, p->class) ? p->wire.frames : 1) * g->offload;
}

static __always_inline __s64 k8sm_waiting(const struct k8sm_era *e)
{
	return e->in - e->out - e->lost;
}

/*
 * Sends one clone to the offload CPUs for all edges; returns K8SM_DROPS, or the drop reason. The hook's
 * namespace has been checked, as for the cutter. A global function, to have its own stack.
 */
__noinline int k8sm_give_away(struct __sk_buff *skb, __u32 mark, __u64 places, __u64 now)
{
	__u64 era = now >> K8SM_ERA_SHIFT, old, index;
	__u32 zero = 0, this = era & (K8SM_ERAS - 1), last = (era - 1) & (K8SM_ERAS - 1);
	const struct k8sm_config *cfg = bpf_map_lookup_elem(&config, &zero);
	const struct k8sm_era *before = bpf_map_lookup_elem(&eras, &last);
	struct k8sm_era *e = bpf_map_lookup_elem(&eras, &this);
	__s64 waiting;
	long err;

	if (!cfg || !e || !before)
		return K8SM_DROP_CLONE_FAILED;
	old = e->era;
	/* A packet that another CPU sends at the same moment may count as lost, which widens the bound for an era. */
	if (old != era && __sync_val_compare_and_swap(&e->era, old, era) == old)
		e->lost = e->in - e->out;
	waiting = k8sm_waiting(e);
	if (before->era == era - 1)
		waiting += k8sm_waiting(before);
	/* A packet larger than the bound passes if nothing else waits. */
	if (waiting > 0 && waiting + places > cfg->offload_limit)
		return K8SM_DROP_CUTTER_FULL;
	index = skb->tc_index;
	skb->mark = mark;
	skb->tc_index = this;
	__sync_fetch_and_add(&e->in, places);
	err = bpf_clone_redirect(skb, cfg->offload_ifindex, 0);
	skb->tc_index = index;
	if (!err)
		return K8SM_DROPS;
	__sync_fetch_and_add(&e->out, places);
	return err == K8SM_XMIT_DROP ? K8SM_DROP_CUTTER_FULL : K8SM_DROP_CLONE_FAILED;
}

static __always_inline void k8sm_arrived(__u32 era, __u64 places)
{
	struct k8sm_era *e = bpf_map_lookup_elem(&eras, &era);

	if (e)
		__sync_fetch_and_add(&e->out, places);
}

/* On an offload CPU: does what the hook would have done, and ends the packet. */
static __always_inline int k8sm_on_offload_cpu(struct __sk_buff *skb)
{
	__u64 mark = skb->mark, start = bpf_ktime_get_ns(), edges, era = skb->tc_index & (K8SM_ERAS - 1);
	__u32 zero = 0, group = mark & K8SM_MARK_GROUP_MASK;
	const struct k8sm_config *cfg = bpf_map_lookup_elem(&config, &zero);
	const struct k8sm_group *g = bpf_map_lookup_elem(&groups, &group);
	struct k8sm_cpu *cpu = bpf_map_lookup_elem(&cpus, &zero);
	struct k8sm_packet p = {};

	if (!cpu || !cfg || !g)
		return TC_ACT_SHOT;
	if ((mark & K8SM_MARK_MAGIC_MASK) != K8SM_MARK_MAGIC) {
		cpu->strays++;
		return TC_ACT_SHOT;
	}
	if (mark & K8SM_MARK_SEALED)
		k8sm_flip_group(skb);
	skb->tc_index = 0;
	k8sm_measure(skb, &p);
	edges = k8sm_first_edges(g->ends >> (mark >> K8SM_MARK_LEVEL_SHIFT & K8SM_MARK_LEVEL_MASK) * 8 & 0xff);
	k8sm_copy_here(skb, group, g, &p, cpu, edges, mark & ~(__u64)K8SM_MARK_SEALED, start);
	k8sm_arrived(era, k8sm_places(g, &p, edges));
	k8sm_charge_unless_given(cpu, cfg, g, k8sm_since(start, bpf_ktime_get_ns()));
	return TC_ACT_SHOT;
}

#endif
