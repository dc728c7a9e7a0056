/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A source's hook, on the CPU where the packet is. If the packet is selected (see filter.bpf.c) and there
 * is budget: one clone for each target that takes the packet as it is, and one clone to the cutter for all
 * others; or one clone for all of them to the offload CPUs. The original's bytes, mark and fate are not
 * touched: the program always returns "next", except for clones of our own (bare.h).
 */
#ifndef K8SMIRROR_HOOK_H
#define K8SMIRROR_HOOK_H

#include "bare.h"
#include "breaker.h"
#include "budget.h"
#include "collector.h"
#include "copy.h"
#include "dedup.h"
#include "limit.h"
#include "offload.h"

#define K8SM_NEXT	(-1)	/* TCX_NEXT == TC_ACT_UNSPEC */

#define K8SM_NO_SOURCE	(~0ULL)

/* The hook's group | flags << 32. */
static __always_inline __u64 k8sm_source_of(__u64 ifindex, __u64 direction)
{
	struct k8sm_source_key key = { .ifindex = ifindex, .direction = direction };
	__u32 place = (ifindex << 1 | direction) & (K8SM_SHORTCUTS - 1);
	const struct k8sm_shortcut *shortcut = bpf_map_lookup_elem(&shortcuts, &place);
	const struct k8sm_source *source;
	__u64 value;

	if (shortcut && shortcut->key == (ifindex | direction << 32)) {
		value = shortcut->source;
		if (shortcut->check == ~(ifindex ^ direction << 32 ^ value))
			return value;
	}
	source = bpf_map_lookup_elem(&sources, &key);
	return source ? *(volatile const __u64 *)source : K8SM_NO_SOURCE;
}

static __always_inline bool k8sm_is_shaped(struct __sk_buff *skb)
{
	__u32 from = skb->ingress_ifindex;

	return from && bpf_map_lookup_elem(&shapers, &from);
}

/* Packets that are not copied: those of our own tunnels and tests, and those that were copied already. */
static __always_inline bool k8sm_is_alien(struct __sk_buff *skb, const struct k8sm_config *cfg,
					  __u64 source, const struct k8sm_group *g, __u64 mark)
{
	if (cfg->tunnel_mark && (mark == cfg->tunnel_mark || k8sm_is_for_collector(skb)))
		return true;
	if (source >> 32 & K8SM_SOURCE_SHAPED && k8sm_is_shaped(skb))
		return true;
	return g->trial && skb->len >= K8SM_TEST_BYTES && k8sm_is_test_frame(skb, (__u32)source, g);
}

/*
 * False if the cutter is not in the packet's namespace: it was deleted, or the packet's NIC was moved
 * to another namespace with our program on it, where our targets' indexes mean other devices.
 * bpf_get_netns_cookie does not help: for a packet without a socket it returns the initial namespace's.
 */
static __always_inline bool k8sm_is_at_home(struct __sk_buff *skb, const struct k8sm_config *cfg)
{
	__u32 mtu = 0;

	return bpf_check_mtu(skb, cfg->cutter_ifindex, &mtu, 0, 0) >= 0;
}

/* Copies one packet to edges among the group's first, and charges this CPU for it. */
static __always_inline void k8sm_copy(struct __sk_buff *skb, const struct k8sm_config *cfg, __u32 group,
				      const struct k8sm_group *g, struct k8sm_packet *p, struct k8sm_cpu *cpu,
				      __u64 count, __u64 edges, __u64 mark, __u64 now, __u64 timed)
{
	__u64 start = 0, end, spent;
	__u64 is_super = skb->gso_size, away = g->offload && cfg->offload_ifindex, refused;

	if (!away)
		/* A balancing mirror makes one copy of many edges. */
		timed |= is_super || (count >= K8SM_TIMED_EDGES && edges & (edges - 1));
	if (timed)
		start = bpf_ktime_get_ns();
	if (away) {
		refused = k8sm_give_away(skb, mark, k8sm_places(g, p, edges), now);
		if (refused != K8SM_DROPS)
			k8sm_fan_out(skb, group, p, edges, refused);
	} else {
		k8sm_copy_here(skb, group, g, p, cpu, edges, mark, now);
	}
	spent = cpu->cost_ns;
	if (timed) {
		end = bpf_ktime_get_ns();
		spent = k8sm_since(start, end);
		if (!is_super)
			cpu->cost_ns = k8sm_mean(cpu->cost_ns, spent);
		k8sm_refill(cpu, end);
	}
	k8sm_charge(cpu, cfg, g, spent);
}

/* Passes a packet to the filter, which passes selected ones to k8sm_pass_on. */
static __always_inline void k8sm_filter(struct __sk_buff *skb, __u32 filter, __u64 group, const struct k8sm_packet *p,
					__u64 mark, __u64 now, __u64 close, int verdict)
{
	__u32 zero = 0;
	struct k8sm_passage *passage = bpf_map_lookup_elem(&passages, &zero);

	if (!passage)
		return;
	passage->wire = p->wire;
	passage->largest = p->largest;
	passage->class = p->class;
	passage->group = group;
	passage->mark = mark;
	passage->now = now;
	passage->close = close;
	passage->verdict = (__u32)verdict;
	bpf_tail_call(skb, &filters, filter);
}

/* Copies to these edges if there is budget; edges beyond the group's count are ignored. */
static __always_inline int k8sm_spend(struct __sk_buff *skb, const struct k8sm_config *cfg, __u64 group, const struct k8sm_group *g,
				      struct k8sm_packet *p, struct k8sm_cpu *cpu, __u64 selected, __u64 filtered, __u64 mark, __u64 now, __u64 close, int verdict)
{
	__s64 level = k8sm_level(cpu);
	__u64 count = level < 0 ? 0 : g->ends >> level * 8 & 0xff, edges = selected & k8sm_first_edges(count), refused = selected & ~edges;
	__u32 id = group, flags = g->flags;
	struct k8sm_source_counters *counters;

	if (count < g->edge_count && refused) {
		if (filtered) {
			k8sm_count_refused(group, p, refused);
		} else {
			counters = bpf_map_lookup_elem(&source_counters, &id);
			if (counters)
				k8sm_count_shed(counters, level + 1, &p->wire);
		}
		cpu->shed_ns = now;
		if (close && now >= g->quiet_until_ns)
			k8sm_ask(skb, group, g, now);
		if (!edges)
			return verdict;
	}
	if (flags & K8SM_GROUP_DEDUPLICATED) {
		edges &= k8sm_first_edges(g->edge_count);
		edges &= ~k8sm_duplicates(group, p, edges, k8sm_identity(skb));
		if (!edges)
			return verdict;
	}
	if (flags & K8SM_GROUP_LIMITED) {
		edges &= k8sm_first_edges(g->edge_count);
		edges &= ~k8sm_limit(group, p, edges, now);
		if (!edges)
			return verdict;
	}
	if (!k8sm_is_at_home(skb, cfg)) {
		k8sm_fan_out(skb, group, p, edges, K8SM_DROP_CLONE_FAILED);
		return verdict;
	}
	k8sm_copy(skb, cfg, group, g, p, cpu, count, edges, K8SM_MARK_MAGIC | level << K8SM_MARK_LEVEL_SHIFT | group, now, close);
	skb->mark = mark;
	return verdict;
}

/* A packet that a filter has selected for some edges. */
static __always_inline int k8sm_pass_on(struct __sk_buff *skb)
{
	__u32 zero = 0, id;
	const struct k8sm_config *cfg = bpf_map_lookup_elem(&config, &zero);
	const struct k8sm_passage *passage = bpf_map_lookup_elem(&passages, &zero);
	struct k8sm_cpu *cpu = bpf_map_lookup_elem(&cpus, &zero);
	const struct k8sm_group *g;
	struct k8sm_packet p = {};
	__u64 now, group, mark, close, selected;
	int verdict;

	if (!cfg || !passage || !cpu)
		return K8SM_NEXT;
	/* Read all of it now: a clone may meet another hook on this CPU before this returns. */
	group = id = passage->group;
	mark = passage->mark;
	now = passage->now;
	close = passage->close;
	selected = passage->selected;
	verdict = (__s32)passage->verdict;
	p.wire = passage->wire;
	p.largest = passage->largest;
	p.class = passage->class;
	g = bpf_map_lookup_elem(&groups, &id);
	if (!g)
		return verdict;
	return k8sm_spend(skb, cfg, group, g, &p, cpu, selected, 1, mark, now, close, verdict);
}

/* Returns K8SM_NEXT, because the packet is not ours, except for clones that end here. */
static __always_inline int k8sm_hook(struct __sk_buff *skb, __u32 direction, int verdict)
{
	__u64 source = k8sm_source_of(skb->ifindex, direction);
	struct k8sm_source_counters *counters;
	const struct k8sm_config *cfg;
	const struct k8sm_group *g;
	struct k8sm_packet p = {};
	struct k8sm_cpu *cpu;
	/* 64 bits each, because without CAP_PERFMON the verifier lets nothing smaller reuse a pointer's stack slot. */
	__u64 now, group, mark, close, filter;
	__u32 zero = 0, id;

	if (source == K8SM_NO_SOURCE)
		return verdict;
	group = id = (__u32)source;
	if (verdict == K8SM_NEXT && source >> 32 & K8SM_SOURCE_BARE) {
		k8sm_send_bare(skb, id, direction);
		return verdict;
	}
	cfg = bpf_map_lookup_elem(&config, &zero);
	g = bpf_map_lookup_elem(&groups, &id);
	counters = bpf_map_lookup_elem(&source_counters, &id);
	cpu = bpf_map_lookup_elem(&cpus, &zero);
	if (!cfg || !g || !counters || !cpu)
		return verdict;
	mark = skb->mark;
	if (k8sm_is_alien(skb, cfg, source, g, mark))
		return verdict;

	k8sm_measure(skb, &p);
	k8sm_count(&counters->seen, p.wire.frames, p.wire.bytes);
	close = k8sm_tell_time(cpu);
	asm volatile("" : "+r"(close)); /* or it takes 32 bits on the stack, see above */
	now = cpu->refilled_ns;
	if (now > cfg->deadline_ns) {
		k8sm_count(&counters->expired, p.wire.frames, p.wire.bytes);
		return verdict;
	}
	if (close)
		k8sm_look(skb, group, g, cpu, now);
	if (cpu->withhold_until_ns > now && k8sm_is_repeat(skb, group, now)) {
		k8sm_count(&counters->withheld, p.wire.frames, p.wire.bytes);
		return verdict;
	}
	filter = source >> (32 + K8SM_SOURCE_FILTER_SHIFT);
	if (filter) {
		k8sm_filter(skb, filter, group, &p, mark, now, close, verdict);
		/* No such filter: nothing is selected. */
		return verdict;
	}
	return k8sm_spend(skb, cfg, group, g, &p, cpu, ~0ULL, 0, mark, now, close, verdict);
}

/* Egress: a clone of ours that gets its header here, or any other packet. */
static __always_inline int k8sm_hook_egress(struct __sk_buff *skb)
{
	__u32 direction;
	__u64 mark = skb->mark;

	if (!mark || !k8sm_is_bare_clone(mark))
		return k8sm_hook(skb, K8SM_EGRESS, K8SM_NEXT);
	direction = skb->tc_index & 1;
	skb->tc_index = 0;
	skb->mark = 0;
	if (k8sm_dress(skb, direction)) {
		k8sm_count_bare_loss(skb, (__u32)k8sm_source_of(skb->ifindex, direction));
		return TC_ACT_SHOT;
	}
	return k8sm_hook(skb, direction, TC_ACT_SHOT);
}

#endif
