/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Rate limits: the generic cell rate algorithm (ITU-T I.371). A bucket is the time until which it is used up at the limit's rate.
 * While it is not ahead of time by more than the burst, a packet passes whole. So the mean rate is exact, and a super-packet needs
 * no bucket of its size.
 */
#ifndef K8SMIRROR_LIMIT_H
#define K8SMIRROR_LIMIT_H

#include "maps.h"
#include "parse.h"

/* True if the packet is within the limit; then it is charged. */
__noinline int k8sm_is_within(__u32 place, const struct k8sm_packet *p, __u64 now)
{
	const struct k8sm_limit *limit = bpf_map_lookup_elem(&limits, &place);
	struct k8sm_bucket *bucket = bpf_map_lookup_elem(&buckets, &place);
	__u64 frames, bytes, frame_cost, byte_cost, end, within;

	if (!limit || !bucket || !p)
		return false;
	now <<= K8SM_LIMIT_UNIT_SHIFT;
	end = now + limit->burst;
	frame_cost = p->wire.frames * limit->frame_cost >> K8SM_LIMIT_COST_SHIFT;
	byte_cost = p->wire.bytes * limit->byte_cost >> K8SM_LIMIT_COST_SHIFT;
	bpf_spin_lock(&bucket->lock);
	frames = bucket->frames_until > now ? bucket->frames_until : now;
	bytes = bucket->bytes_until > now ? bucket->bytes_until : now;
	within = frames <= end && bytes <= end;
	if (within) {
		bucket->frames_until = frames + frame_cost;
		bucket->bytes_until = bytes + byte_cost;
	}
	bpf_spin_unlock(&bucket->lock);
	return within;
}

/* 1 if the edge with this counter is over its limit, which is counted; never for an edge without a limit (0). */
__noinline int k8sm_is_over(__u32 counter, __u32 limit, const struct k8sm_packet *p, __u64 now)
{
	struct k8sm_selection_counters *counters;

	if (!limit || !p || k8sm_is_within(limit, p, now))
		return 0;
	counters = bpf_map_lookup_elem(&selection_counters, &counter);
	if (counters)
		k8sm_count(&counters->limited, p->wire.frames, p->wire.bytes);
	return 1;
}

/*
 * Those of these edges that are over their limits. The bits are combined without a branch: older verifiers (Linux 6.1) would check
 * each possible combination.
 */
__noinline __u64 k8sm_limit(__u32 group, const struct k8sm_packet *p, __u64 mask, __u64 now)
{
	const struct k8sm_group *g = bpf_map_lookup_elem(&groups, &group);
	__u64 over = 0;
	__u32 i;

	if (!g || !p)
		return 0;
	for (i = 0; i < K8SM_MAX_EDGES; i++) {
		if (!(mask >> i))
			break;
		over |= (__u64)(k8sm_is_over(g->edges[i].counter, g->edges[i].limit * (__u32)(mask >> i & 1), p, now) & 1) << i;
	}
	return over;
}

#endif
