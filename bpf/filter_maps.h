/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The maps that the hooks' programs and the filters' programs share; see maps.h. */
#ifndef K8SMIRROR_FILTER_MAPS_H
#define K8SMIRROR_FILTER_MAPS_H

#include "k8smirror_abi.h"
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* Written by the agent. */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, K8SM_MAX_GROUPS);
	__type(key, __u32);
	__type(value, struct k8sm_group);
} groups SEC(".maps");

/* Programs of filter.bpf.c, and at index 0 k8sm_filtered. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, K8SM_MAX_FILTERS);
	__type(key, __u32);
	__type(value, __u32);
} filters SEC(".maps");

/* Index 0 stays empty. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, K8SM_MAX_BALANCES);
	__type(key, __u32);
	__type(value, struct k8sm_balance);
} balances SEC(".maps");

/* Written by the datapath. */

/* As edge_counters: packets for only this edge, which all others did not select. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, K8SM_MAX_COUNTERS);
	__type(key, __u32);
	__type(value, struct k8sm_tally);
} alone SEC(".maps");

/* As edge_counters. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, K8SM_MAX_COUNTERS);
	__type(key, __u32);
	__type(value, struct k8sm_selection_counters);
} selection_counters SEC(".maps");

/* Packets that a group's filter selected for none of its edges. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, K8SM_MAX_GROUPS);
	__type(key, __u32);
	__type(value, struct k8sm_tally);
} unselected SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct k8sm_passage);
} passages SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, K8SM_MAX_FRAGMENTS);
	__type(key, struct k8sm_fragment_key);
	__type(value, struct k8sm_fragment);
} fragments SEC(".maps");

static __always_inline void k8sm_count(struct k8sm_tally *tally, __u64 frames, __u64 bytes)
{
	tally->frames += frames;
	tally->bytes += bytes;
}

#endif
