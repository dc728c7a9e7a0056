/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Copying may use only a share of each CPU's time. Each CPU has a token bucket in nanoseconds
 * of wall time: time fills it, and a nanosecond of copying takes 1 / share of it. The clock is
 * read around the clones of packets with many copies, and otherwise around one packet in 16; the
 * others are charged the mean of those. A virtual target's receiving side runs later, on the same
 * CPU: the agent gives such groups more weight.
 *
 * Level n may use what is above n eighths of the bucket, so lower priorities are shed first.
 */
#ifndef K8SMIRROR_BUDGET_H
#define K8SMIRROR_BUDGET_H

#include "maps.h"

#define K8SM_BUCKET_SHIFT	24	/* 16.8 ms: more than a tick of HZ=100 */
#define K8SM_BUCKET		(1LL << K8SM_BUCKET_SHIFT)
#define K8SM_LEVEL_SHIFT	(K8SM_BUCKET_SHIFT - 3)
#define K8SM_CHARGE_SHIFT	8
#define K8SM_LOOK_MASK		15	/* one packet in 16 is timed and inspected */
#define K8SM_TIMED_EDGES	4	/* with that many, reading the clock is cheap */
#define K8SM_MEAN_SHIFT		3
#define K8SM_LONGEST_NS		1000000ULL	/* longer samples include an interrupt or the hypervisor, and are capped */
#define K8SM_USUAL_NS		20000ULL	/* and so are samples this much above four times the mean */

static __always_inline void k8sm_refill(struct k8sm_cpu *cpu, __u64 now)
{
	__s64 passed = now - cpu->refilled_ns;

	cpu->refilled_ns = now;
	if (passed < 0)
		return;
	if (passed > 2 * K8SM_BUCKET)
		passed = 2 * K8SM_BUCKET;
	cpu->tokens += passed;
	if (cpu->tokens > K8SM_BUCKET)
		cpu->tokens = K8SM_BUCKET;
}

/*
 * Sets refilled_ns to the time, for one packet in 16 and the first of each tick, and returns true then.
 * Reading the clock costs more than refusing a packet; jiffies are read without a call.
 */
static __always_inline __u64 k8sm_tell_time(struct k8sm_cpu *cpu)
{
	__u64 tick = bpf_jiffies64();

	if (cpu->packets++ & K8SM_LOOK_MASK && cpu->tick == tick)
		return 0;
	cpu->tick = tick;
	k8sm_refill(cpu, bpf_ktime_get_ns());
	return 1;
}

static __always_inline void k8sm_charge(struct k8sm_cpu *cpu, const struct k8sm_config *cfg, const struct k8sm_group *g,
					__u64 spent)
{
	cpu->spent_ns += spent;
	cpu->tokens -= spent * cfg->charge * g->weight >> 2 * K8SM_CHARGE_SHIFT;
}

/* True on an offload CPU. */
static __always_inline bool k8sm_is_offload_cpu(void)
{
	__u32 cpu = bpf_get_smp_processor_id(), word = cpu >> 6;
	const __u64 *bits = bpf_map_lookup_elem(&offload_cpus, &word);

	return bits && *bits >> (cpu & 63) & 1;
}

/* Charges work outside the hook, except on offload CPUs, where it takes nothing from others. */
static __always_inline void k8sm_charge_unless_given(struct k8sm_cpu *cpu, const struct k8sm_config *cfg,
						     const struct k8sm_group *g, __u64 spent)
{
	if (k8sm_is_offload_cpu())
		cpu->spent_ns += spent;
	else
		k8sm_charge(cpu, cfg, g, spent);
}

/* The lowest-priority level that may send now; below 0: none. */
static __always_inline __s64 k8sm_level(const struct k8sm_cpu *cpu)
{
	__s64 tokens = cpu->tokens;

	if (tokens <= 0)
		return -1;
	return tokens >= K8SM_BUCKET ? K8SM_LEVELS - 1 : tokens >> K8SM_LEVEL_SHIFT;
}

static __always_inline __u64 k8sm_since(__u64 start, __u64 end)
{
	__u64 spent = end - start;

	return spent < K8SM_LONGEST_NS ? spent : K8SM_LONGEST_NS;
}

static __always_inline __u64 k8sm_mean(__u64 mean, __u64 value)
{
	if (value > 4 * mean + K8SM_USUAL_NS)
		value = 4 * mean + K8SM_USUAL_NS;
	return mean + ((__s64)(value - mean) >> K8SM_MEAN_SHIFT);
}

/*
 * A constant offset for each level: without CAP_PERFMON the verifier refuses a computed one,
 * and the different operands keep the compiler from merging them.
 */
#define K8SM_COUNT_SHED(level)							\
	case level:								\
		asm volatile("" : : "i"(level));				\
		k8sm_count(&counters->shed[level], wire->frames, wire->bytes);	\
		break

/* Edges of this level and lower priorities have been refused. */
static __always_inline void k8sm_count_shed(struct k8sm_source_counters *counters, __u32 level, const struct k8sm_tally *wire)
{
	switch (level) {
	K8SM_COUNT_SHED(0);
	K8SM_COUNT_SHED(1);
	K8SM_COUNT_SHED(2);
	K8SM_COUNT_SHED(3);
	K8SM_COUNT_SHED(4);
	K8SM_COUNT_SHED(5);
	K8SM_COUNT_SHED(6);
	K8SM_COUNT_SHED(7);
	}
}

#endif
