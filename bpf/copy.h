/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A packet's copies on this CPU: the same at the hook and, with offload, on an offload CPU. */
#ifndef K8SMIRROR_COPY_H
#define K8SMIRROR_COPY_H

#include "cutter.h"
#include "fanout.h"

/* Copies to these edges; mark is for what goes to the cutter. */
static __always_inline void k8sm_copy_here(struct __sk_buff *skb, __u32 group, const struct k8sm_group *g, struct k8sm_packet *p,
					   const struct k8sm_cpu *cpu, __u64 edges, __u64 mark, __u64 now)
{
	__u64 is_super = skb->gso_size, whole = edges, refused;

	if (is_super || cpu->cut_in != cpu->cut_out || g->flags & K8SM_GROUP_EDITED || k8sm_is_unfinished(skb)) {
		/* A plain frame also goes behind what is in the cutter already, so that it does not overtake. Slicing and labels happen behind it. */
		if (!is_super)
			k8sm_classify(skb, p);
		whole &= k8sm_takers(g, p->class);
	}
	k8sm_fan_out(skb, group, p, whole, K8SM_DROPS);
	if (edges == whole)
		return;
	refused = k8sm_cut(skb, mark | p->class << K8SM_MARK_CLASS_SHIFT, p->wire.frames, now, edges & ~whole);
	if (refused != K8SM_DROPS)
		k8sm_fan_out(skb, group, p, edges & ~whole, refused);
}

#endif
