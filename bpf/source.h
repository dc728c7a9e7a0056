/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The part that production pays for: one lookup, one credit check, one clone to the
 * stage, whatever the number of tools. The original's bytes, mark and fate are not
 * touched: the program always says "next".
 */
#ifndef K8SMIRROR_SOURCE_H
#define K8SMIRROR_SOURCE_H

#include "maps.h"
#include "parse.h"

#define K8SM_NEXT	(-1)	/* TCX_NEXT == TC_ACT_UNSPEC */
#define K8SM_VLAN_HLEN	4

static __always_inline __u32 k8sm_segments(__u32 length, __u32 headers, __u32 size)
{
	return length > headers ? (length - headers + size - 1) / size : 1;
}

/*
 * What the segmenter will make of a super-packet. It divides TCP as we do, whatever the sender says
 * of segments (nothing, if it is not trusted). UDP may be a tunnel, and its payload then starts
 * behind headers of its own: the packet within must agree with the number of segments.
 */
static __always_inline void k8sm_segment(struct __sk_buff *skb, struct k8sm_tally *wire)
{
	__u32 size = skb->gso_size, said = skb->gso_segs, length = skb->len, headers, inner;
	struct k8sm_layer at = {};

	k8sm_skip_ethernet(skb, &at);
	k8sm_skip_ip(skb, &at);
	headers = k8sm_payload(skb, &at);
	if (headers && at.protocol == IPPROTO_TCP) {
		wire->frames = k8sm_segments(length, headers, size);
	} else {
		inner = k8sm_inner_header_length(skb, at);
		if (inner && (said ? k8sm_segments(length, inner, size) == said : !headers))
			headers = inner;
		if (said)
			wire->frames = said;
		else if (headers)
			wire->frames = k8sm_segments(length, headers, size);
	}
	wire->bytes += (wire->frames - 1) * headers;
	/* IPv6 above 64 kB has a header for its length, which its segments do not need. */
	wire->bytes -= wire->frames * at.removed;
}

/* What the stack will make of this skb on a device without offloads. */
static __always_inline struct k8sm_tally k8sm_on_the_wire(struct __sk_buff *skb)
{
	struct k8sm_tally wire = { .frames = 1, .bytes = skb->len };

	if (skb->gso_size)
		k8sm_segment(skb, &wire);
	if (skb->vlan_present)
		wire.bytes += wire.frames * K8SM_VLAN_HLEN;
	return wire;
}

/*
 * True if the stage's ring has room for that many frames, which are then ours. Signed: the
 * agent may for a moment believe lost what was only late.
 */
static __always_inline bool k8sm_take_credit(struct k8sm_credit *c, const struct k8sm_config *cfg, __u64 frames)
{
	__u64 settled = *(volatile __u64 *)&c->served + cfg->credit_lost;

	if ((__s64)(*(volatile __u64 *)&c->staged + frames - settled) > (__s64)cfg->credit_limit)
		return false;
	if ((__s64)(__sync_fetch_and_add(&c->staged, frames) + frames - settled) > (__s64)cfg->credit_limit) {
		__sync_fetch_and_add(&c->staged, -frames);
		return false;
	}
	return true;
}

static __always_inline int k8sm_source(struct __sk_buff *skb, __u32 direction)
{
	struct k8sm_source_key key = { .ifindex = skb->ifindex, .direction = direction };
	struct k8sm_source_counters *counters;
	const struct k8sm_source *source;
	const struct k8sm_config *cfg;
	struct k8sm_credit *c;
	struct k8sm_tally wire;
	__u32 zero = 0, group, mark;
	long err;

	mark = skb->mark;
	if (mark == K8SM_MARK_TUNNELLED)
		return K8SM_NEXT;
	source = bpf_map_lookup_elem(&sources, &key);
	if (!source)
		return K8SM_NEXT;
	group = source->group;
	counters = bpf_map_lookup_elem(&source_counters, &group);
	cfg = bpf_map_lookup_elem(&config, &zero);
	c = bpf_map_lookup_elem(&credit, &zero);
	if (!counters || !cfg || !c)
		return K8SM_NEXT;

	wire = k8sm_on_the_wire(skb);
	k8sm_count(&counters->seen, wire.frames, wire.bytes);
	if (!k8sm_take_credit(c, cfg, wire.frames)) {
		k8sm_count(&counters->dropped[K8SM_DROP_STAGE_FULL], wire.frames, wire.bytes);
		return K8SM_NEXT;
	}
	if (k8sm_now() > cfg->deadline_ns) {
		__sync_fetch_and_add(&c->staged, -wire.frames);
		k8sm_count(&counters->dropped[K8SM_DROP_EXPIRED], wire.frames, wire.bytes);
		return K8SM_NEXT;
	}

	skb->mark = K8SM_MARK_MAGIC | group;
	err = bpf_clone_redirect(skb, cfg->stage_ifindex, 0);
	skb->mark = mark;
	if (err) {
		__sync_fetch_and_add(&c->staged, -wire.frames);
		k8sm_count(&counters->dropped[K8SM_DROP_CLONE_FAILED], wire.frames, wire.bytes);
	}
	return K8SM_NEXT;
}

#endif
