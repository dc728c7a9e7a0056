/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The cutter: a veth pair whose sender has no offloads, so the kernel segments and
 * checksums a clone on entry, on the CPU that the packet is on, and wire-sized frames come out
 * of it on the same CPU. They wait in that CPU's backlog, which production's virtual NICs share:
 * so copies may use only a part of it, and more is refused before the clone.
 *
 * Frames leave it in order. tc_index is where each packet begins in the CPU's count of frames,
 * so that lost frames are noticed with the next that come out.
 */
#ifndef K8SMIRROR_CUTTER_H
#define K8SMIRROR_CUTTER_H

#include "budget.h"
#include "fanout.h"
#include <linux/pkt_cls.h>

#define K8SM_LOST_NS	1000000000ULL	/* frames that have not come out by then are lost */

/*
 * Sends one clone to the cutter for all edges that need it; returns K8SM_DROPS, or the drop reason.
 * A global function, to have its own stack: see k8sm_hook.
 */
__noinline int k8sm_cut(struct __sk_buff *skb, __u32 mark, __u64 frames, __u64 now, __u64 edges)
{
	__u32 zero = 0, place;
	__u64 *selection;
	const struct k8sm_config *cfg = bpf_map_lookup_elem(&config, &zero);
	struct k8sm_cpu *cpu = bpf_map_lookup_elem(&cpus, &zero);
	__u64 waiting, index;
	long err;

	if (!cfg || !cpu)
		return K8SM_DROP_CLONE_FAILED;
	waiting = cpu->cut_in - cpu->cut_out;
	if (waiting && now - cpu->cut_ns > K8SM_LOST_NS && now > cpu->cut_ns) {
		cpu->cut_out = cpu->cut_in;
		cpu->cut_odd += waiting;
		waiting = 0;
	}
	if (waiting + frames > cfg->cutter_limit)
		return K8SM_DROP_CUTTER_FULL;
	place = cpu->cut_in & (K8SM_CUT_SELECTIONS - 1);
	selection = bpf_map_lookup_elem(&cut_selections, &place);
	if (selection)
		*selection = edges;
	index = skb->tc_index;
	skb->mark = mark;
	skb->tc_index = (__u16)cpu->cut_in;
	err = bpf_clone_redirect(skb, cfg->cutter_ifindex, 0);
	skb->tc_index = index;
	/* "Congestion" means that the device is down, since the cutter has no queue. */
	if (err < 0 || err == K8SM_XMIT_CN)
		return K8SM_DROP_CLONE_FAILED;
	/* NET_XMIT_DROP: some of its frames may have entered. The others will be counted as lost. */
	cpu->cut_in += frames;
	cpu->cut_ns = now;
	return K8SM_DROPS;
}

static __always_inline bool k8sm_is_group_frame(struct __sk_buff *skb)
{
	__u8 first = 0;

	return !bpf_skb_load_bytes(skb, 0, &first, 1) && first & 1;
}

/* To a group address and back. */
static __always_inline long k8sm_flip_group(struct __sk_buff *skb)
{
	__u8 first;

	if (bpf_skb_load_bytes(skb, 0, &first, 1))
		return -1;
	first ^= 1;
	return bpf_skb_store_bytes(skb, 0, &first, 1, 0);
}

/*
 * On entry into a pair of ours, frames to a group address temporarily get another one. A clone may
 * have the flag that tc programs are skipped once (behind an ifb), and would then bypass the program
 * at the far end; without a group address the host's stack drops it.
 */
static __always_inline void k8sm_disguise(struct __sk_buff *skb)
{
	if (k8sm_is_group_frame(skb) && !k8sm_flip_group(skb))
		skb->mark |= K8SM_MARK_SEALED;
}

/* Index of the current frame in the count of those that came out. */
static __always_inline void k8sm_came_out(struct k8sm_cpu *cpu, __u32 serial)
{
	__s16 missing;

	if (cpu->cut_serial != serial) {
		cpu->cut_serial = serial;
		missing = serial - (__u16)cpu->cut_out;
		cpu->cut_out += missing;
		cpu->cut_odd += missing < 0 ? -missing : missing;
	}
	cpu->cut_out++;
}

/* Edges of the current packet; tc_index is where it begins in the count of frames. */
static __always_inline __u64 k8sm_cut_edges(const struct k8sm_group *g, __u32 serial)
{
	__u32 place = serial & (K8SM_CUT_SELECTIONS - 1);
	const __u64 *selection;

	if (!(g->flags & K8SM_GROUP_FILTERED))
		return ~0ULL;
	selection = bpf_map_lookup_elem(&cut_selections, &place);
	return selection ? *selection : 0;
}

/* The far end: each frame goes to the edges of its group that need cut frames, and ends here. */
static __always_inline int k8sm_behind_cutter(struct __sk_buff *skb)
{
	__u32 zero = 0, mark = skb->mark, group = mark & K8SM_MARK_GROUP_MASK, class, level, count;
	const struct k8sm_config *cfg = bpf_map_lookup_elem(&config, &zero);
	const struct k8sm_group *g = bpf_map_lookup_elem(&groups, &group);
	struct k8sm_cpu *cpu = bpf_map_lookup_elem(&cpus, &zero);
	struct k8sm_packet p = { .wire = { .frames = 1, .bytes = skb->len } };
	__u64 start = 0, spent, edges;
	bool timed;

	if (!cpu || !cfg || !g)
		return TC_ACT_SHOT;
	if ((mark & K8SM_MARK_MAGIC_MASK) != K8SM_MARK_MAGIC) {
		cpu->strays++;
		return TC_ACT_SHOT;
	}
	edges = k8sm_cut_edges(g, skb->tc_index);
	k8sm_came_out(cpu, skb->tc_index);
	level = mark >> K8SM_MARK_LEVEL_SHIFT & K8SM_MARK_LEVEL_MASK;
	class = mark >> K8SM_MARK_CLASS_SHIFT & K8SM_MARK_CLASS_MASK;
	count = g->ends >> level * 8 & 0xff;
	timed = count >= K8SM_TIMED_EDGES || !(cpu->cut_frames++ & K8SM_LOOK_MASK);
	if (timed)
		start = bpf_ktime_get_ns();
	if (mark & K8SM_MARK_SEALED)
		k8sm_flip_group(skb);
	skb->tc_index = 0;
	p.largest = k8sm_untagged(skb, skb->len);
	if (skb->vlan_present)
		p.wire.bytes += K8SM_VLAN_HLEN;
	edges &= k8sm_first_edges(count) & ~k8sm_takers(g, class);
	if (g->flags & K8SM_GROUP_EDITED)
		k8sm_fan_out_slices(skb, group, &p, edges & k8sm_first_edges(g->edge_count));
	else
		k8sm_fan_out(skb, group, &p, edges, K8SM_DROPS);
	spent = cpu->cut_cost_ns;
	if (timed) {
		spent = k8sm_since(start, bpf_ktime_get_ns());
		cpu->cut_cost_ns = k8sm_mean(cpu->cut_cost_ns, spent);
	}
	k8sm_charge_unless_given(cpu, cfg, g, spent);
	return TC_ACT_SHOT;
}

#endif
