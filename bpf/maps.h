/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Maps by writer. Names are pin names under <pin dir>/v<ABI>/maps/. */
#ifndef K8SMIRROR_MAPS_H
#define K8SMIRROR_MAPS_H

#include "filter_maps.h"
#include "k8smirror_abi.h"
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* Written by the agent. */

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, K8SM_MAX_SOURCES);
	__type(key, struct k8sm_source_key);
	__type(value, struct k8sm_source);
} sources SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, K8SM_SHORTCUTS);
	__type(key, __u32);
	__type(value, struct k8sm_shortcut);
} shortcuts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, K8SM_MAX_TARGETS);
	__type(key, __u32);
	__type(value, struct k8sm_target);
} targets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, K8SM_MAX_TUNNELS);
	__type(key, __u32);
	__type(value, struct k8sm_tunnel);
} tunnels SEC(".maps");

/* The value is unused. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, K8SM_MAX_COLLECTORS);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct k8sm_collector_key);
	__type(value, __u32);
} collectors SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct k8sm_config);
} config SEC(".maps");

/* Interface indexes of ifb devices; the value is unused. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, K8SM_MAX_SHAPERS);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, __u32);
} shapers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, K8SM_MAX_LIMITS);
	__type(key, __u32);
	__type(value, struct k8sm_limit);
} limits SEC(".maps");

/* A bit for each offload CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, K8SM_CPU_WORDS);
	__type(key, __u32);
	__type(value, __u64);
} offload_cpus SEC(".maps");

/* Written and read only by the agent: memory that must outlive it. */

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, K8SM_MAX_GROUPS);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, struct k8sm_label);
} labels SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, K8SM_MAX_GROUPS * K8SM_MAX_EDGES);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct k8sm_total_key);
	__type(value, struct k8sm_total);
} totals SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, K8SM_MAX_GROUPS * K8SM_MAX_EDGES);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct k8sm_total_key);
	__type(value, struct k8sm_selection_total);
} selection_totals SEC(".maps");

/* By index in filters. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, K8SM_MAX_FILTERS);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, struct k8sm_filter_label);
} filter_labels SEC(".maps");

/* Owners of the indexes of limits, for the agent. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, K8SM_MAX_LIMITS);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, __u64);
} limit_owners SEC(".maps");

/* By index in filters. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, K8SM_MAX_FILTERS);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, struct k8sm_filter_balances);
} filter_balances SEC(".maps");

/* Owners of the indexes of balances, for the agent. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, K8SM_MAX_BALANCES);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, __u64);
} balance_owners SEC(".maps");

/* Written by the datapath. */

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct k8sm_cpu);
} cpus SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, K8SM_MAX_GROUPS);
	__type(key, __u32);
	__type(value, struct k8sm_source_counters);
} source_counters SEC(".maps");

/* An array, because a hash costs some 20 ns per copy; the loader sizes it by the number of CPUs. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, K8SM_MAX_COUNTERS);
	__type(key, __u32);
	__type(value, struct k8sm_edge_counters);
} edge_counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, K8SM_MAX_LIMITS);
	__type(key, __u32);
	__type(value, struct k8sm_bucket);
} buckets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, K8SM_MAX_GROUPS);
	__type(key, __u32);
	__type(value, struct k8sm_breaker);
} breakers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, K8SM_RECENT_SLOTS);
	__type(key, __u32);
	__type(value, struct k8sm_recent);
} recent SEC(".maps");

/* Wakes the agent, which then reads breakers. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, K8SM_ALARM_BYTES);
} alarms SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, K8SM_ERAS);
	__type(key, __u32);
	__type(value, struct k8sm_era);
} eras SEC(".maps");

/* For frames in the cutter: the edges of their packet, by the count of frames that went in before it. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, K8SM_CUT_SELECTIONS);
	__type(key, __u32);
	__type(value, __u64);
} cut_selections SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct k8sm_wrapping);
} wrappings SEC(".maps");

/* Sequence numbers (ERSPAN), by target. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, K8SM_MAX_TARGETS);
	__type(key, __u32);
	__type(value, __u64);
} sequences SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, K8SM_MAX_FRAGMENTS_OUT);
	__type(key, __u32);
	__type(value, struct k8sm_chunk);
} chunks SEC(".maps");

/* When a target got a packet; the oldest are evicted first. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, K8SM_MAX_COPIES);
	__type(key, struct k8sm_copy_key);
	__type(value, __u64);
} copies SEC(".maps");

#endif
