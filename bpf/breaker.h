/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The loop breaker. A copy that comes back to its own source is copied again, and
 * again; one packet became 794,445. The planner refuses the loops that it can see;
 * this stops the others, such as two ports of one switch.
 *
 * Frames that pass the stage are remembered by a hash of what a loop leaves alone. Many
 * repeats in a short window raise a suspicion, no more: a traffic generator repeats
 * frames too. So the circuit is opened: nothing is sent for a few milliseconds. Repeats
 * that go on are somebody else's: the group is exempt for a minute. Repeats that die away
 * may be ours: the storm is over, sending goes on, and if that happens three times in a
 * row it is a loop.
 *
 * With several edges the test is then run by suppressing one edge more at a time: the edge
 * whose suppression ends the repeats is one that loops. That one stays broken; the others
 * go on.
 */
#ifndef K8SMIRROR_BREAKER_H
#define K8SMIRROR_BREAKER_H

#include "maps.h"
#include <linux/if_ether.h>
#include <bpf/bpf_endian.h>

#define K8SM_MS			1000000ULL
#define K8SM_WINDOW_NS		(100 * K8SM_MS)
#define K8SM_REPEAT_NS		(100 * K8SM_MS)	/* the same frame later than this is no repeat */
#define K8SM_SUSPICIOUS		192		/* repeats in a window: about 2,000 a second and more */
#define K8SM_TEST_MIN_NS	(4 * K8SM_MS)
#define K8SM_TEST_MAX_NS	(32 * K8SM_MS)
#define K8SM_TEST_PATIENCE	8		/* test lengths to wait for a backlog to drain */
#define K8SM_TEST_REPEATS	64		/* repeats that a test should see if it is no loop */
#define K8SM_TEST_EXTENSIONS	8
#define K8SM_STRIKES		3		/* a burst that happens to end with our sending is no loop */
#define K8SM_EARLY_SLACK	128		/* copies in flight outside the stage's ring */
#define K8SM_SILENCE_NS		(250 * K8SM_MS)
#define K8SM_QUIET_SHARE	64		/* a loop has died if less than 1/64 of its repeats are left */
#define K8SM_QUIET_HALVES	3		/* a softirq thread that waits for its CPU is quiet, too */
#define K8SM_EXEMPT_NS		(60000 * K8SM_MS)
#define K8SM_UNDECIDED_NS	(1000 * K8SM_MS)
#define K8SM_CONFIRMED_NS	(30000 * K8SM_MS)
#define K8SM_HASH_WORDS		12
#define K8SM_ALL_EDGES		(~0ULL)

/* Where the frame at hand is in the stream of frames through the stage. */
struct k8sm_flow {
	__u64 staged;
	__u64 served;	/* frames before this one */
	__u64 backlog;	/* frames in the ring, this one included */
};

/*
 * Hash of the packet from the network header on, without TTL / hop limit and header
 * checksum, which a router in the loop changes; other protocols from the EtherType on.
 */
static __always_inline __u64 k8sm_hash(struct __sk_buff *skb, __u32 group)
{
	__u64 words[K8SM_HASH_WORDS] = {};
	__u64 hash = skb->len * 0x9e3779b97f4a7c15ULL ^ group;
	__u64 last;
	int i;

	if (skb->len <= ETH_HLEN)
		return hash;
	/*
	 * The index of the last byte, because verifiers before Linux 6.8 do not learn from a
	 * comparison with zero that a length is above it; and barriers, because they must see the
	 * very register that was compared.
	 */
	last = skb->len - ETH_HLEN - 1;
	if (last >= sizeof(words))
		last = sizeof(words) - 1;
	asm volatile("" : "+r"(last));
	if (last >= sizeof(words))
		return hash;
	asm volatile("" : "+r"(last));
	if (bpf_skb_load_bytes(skb, ETH_HLEN, words, last + 1))
		return hash;
	if (skb->protocol == bpf_htons(ETH_P_IP))
		words[1] &= bpf_cpu_to_be64(0x00ff0000ffffffffULL);
	else if (skb->protocol == bpf_htons(ETH_P_IPV6))
		words[0] &= bpf_cpu_to_be64(0xffffffffffffff00ULL);
	for (i = 0; i < K8SM_HASH_WORDS; i++) {
		hash = (hash ^ words[i]) * 0xff51afd7ed558ccdULL;
		hash ^= hash >> 32;
	}
	return hash;
}

static __always_inline bool k8sm_is_repeat(struct __sk_buff *skb, __u32 group, __u64 now)
{
	__u64 hash = k8sm_hash(skb, group);
	__u32 slot = hash & (K8SM_RECENT_SLOTS - 1);
	struct k8sm_recent *r = bpf_map_lookup_elem(&recent, &slot);
	bool repeat;

	if (!r)
		return false;
	repeat = r->hash == hash && now - r->seen_ns < K8SM_REPEAT_NS;
	r->hash = hash;
	r->seen_ns = now;
	return repeat;
}

static __always_inline void k8sm_start_test(struct k8sm_breaker *b, __u64 edges, __u64 now, __u64 gap,
					    const struct k8sm_flow *flow)
{
	__u64 length = gap * K8SM_TEST_REPEATS;

	if (length < K8SM_TEST_MIN_NS)
		length = K8SM_TEST_MIN_NS;
	if (length > K8SM_TEST_MAX_NS)
		length = K8SM_TEST_MAX_NS;
	b->testing = edges;
	b->test_ns = now;
	b->test_length_ns = length;
	b->late_ns = 0;
	b->extensions = 0;
	b->quiet = 0;
	b->early = 0;
	b->early_limit = K8SM_EARLY_SLACK + flow->backlog;
	b->expected = gap ? length / 2 / gap : K8SM_SUSPICIOUS;
	b->repeats = 0;
}

static __always_inline void k8sm_end_test(struct k8sm_breaker *b, __u64 now)
{
	b->testing = 0;
	b->test_ns = 0;
	b->repeats = 0;
	b->window_ns = now;
}

static __always_inline __u64 k8sm_highest_bit(__u64 mask)
{
	mask |= mask >> 1;
	mask |= mask >> 2;
	mask |= mask >> 4;
	mask |= mask >> 8;
	mask |= mask >> 16;
	mask |= mask >> 32;
	return mask ^ (mask >> 1);
}

/* The lowest edge that is neither broken nor being tested, as a bit; 0 if there is none. */
static __always_inline __u64 k8sm_next_edge(const struct k8sm_breaker *b, __u64 all)
{
	__u64 left = all & ~(b->testing | b->broken);

	return left & -left;
}

static __always_inline void k8sm_judge(struct k8sm_breaker *b, __u64 all, __u64 now, const struct k8sm_flow *flow)
{
	bool went_on = b->repeats * 4 >= b->expected, died;
	__u64 open = all & ~b->broken;
	__u64 gap = b->test_length_ns / 2 / (b->expected ? b->expected : 1);
	__u64 next;

	/* Not quite zero: production may repeat a frame now and then. */
	b->quiet = b->repeats * K8SM_QUIET_SHARE > b->expected ? 0 : b->quiet + 1;
	died = b->quiet >= K8SM_QUIET_HALVES;
	if (!died && !went_on && b->extensions < K8SM_TEST_EXTENSIONS) {
		/* A loop needs CPU time to go on, and may have had little: look again, twice as long. */
		b->extensions++;
		b->test_length_ns *= 2;
		b->expected *= 2;
		b->repeats = 0;
		b->late_ns = now;
		b->late_from = flow->staged;
		return;
	}
	if (died && b->early > b->early_limit) {
		/* Too many to have been on their way: a burst of somebody else's has ended. */
		b->acquittals++;
		k8sm_end_test(b, now);
	} else if (died) {
		b->strikes = now > b->confirmed_until_ns ? 1 : b->strikes + 1;
		b->confirmed_until_ns = now + K8SM_CONFIRMED_NS;
		if ((b->testing & open) != open || (b->strikes >= K8SM_STRIKES && !(open & (open - 1)))) {
			/* The last edge that was added to the test is the one that made the difference. */
			b->broken |= k8sm_highest_bit(b->testing & open);
			b->trips++;
			b->strikes = 0;
		}
		k8sm_end_test(b, now);
	} else if ((next = k8sm_next_edge(b, all)) != 0) {
		k8sm_start_test(b, b->testing | next, now, gap, flow);
	} else {
		b->acquittals++;
		b->exempt_until_ns = now + (went_on ? K8SM_EXEMPT_NS : K8SM_UNDECIDED_NS);
		k8sm_end_test(b, now);
	}
}

/*
 * One frame during a test. In the first half what was on its way dies down. In the late half
 * repeats are evidence, but only of frames that were staged in it: a stage that had no CPU
 * for a while works off old ones first. For the same reason the verdict waits until the ring
 * is empty behind this frame.
 */
static __always_inline void k8sm_test(struct k8sm_breaker *b, __u64 all, __u64 now, bool repeat,
				      const struct k8sm_flow *flow)
{
	__u64 half = b->test_length_ns / 2, age;

	if (!b->late_ns) {
		age = now - b->test_ns;
		if (age <= half)
			b->early += repeat;
		if (age > b->test_length_ns && flow->backlog <= 1 && !repeat) {
			if (age > K8SM_SILENCE_NS)
				b->quiet = K8SM_QUIET_HALVES;
			k8sm_judge(b, all, now, flow);
		} else if (age > half) {
			b->late_ns = now;
			b->late_from = flow->staged;
		}
		return;
	}
	if (repeat && (__s64)(flow->served - b->late_from) >= 0)
		b->repeats++;
	age = now - b->late_ns;
	if (age > K8SM_SILENCE_NS && flow->backlog <= 1 && !repeat)
		b->quiet = K8SM_QUIET_HALVES;
	if (age > half && (flow->backlog <= 1 || age > b->test_length_ns * K8SM_TEST_PATIENCE))
		k8sm_judge(b, all, now, flow);
}

/* What the agent must hear of at once: a circuit opened, an edge named, a suspicion that came to nothing. */
static __always_inline __u32 k8sm_events(const struct k8sm_breaker *b)
{
	return b->openings + b->trips + b->acquittals;
}

/* Edges (of all) that must not send this frame. */
static __always_inline __u64 k8sm_breaker(struct __sk_buff *skb, __u32 group, __u64 all, const struct k8sm_flow *flow)
{
	struct k8sm_breaker *b = bpf_map_lookup_elem(&breakers, &group);
	__u64 now = bpf_ktime_get_ns();
	__u32 events;
	bool repeat;

	if (!b)
		return 0;
	events = k8sm_events(b);
	repeat = k8sm_is_repeat(skb, group, now);
	if (b->testing) {
		k8sm_test(b, all, now, repeat, flow);
	} else if (repeat && now > b->exempt_until_ns) {
		if (now - b->window_ns > K8SM_WINDOW_NS) {
			b->window_ns = now;
			b->repeats = 0;
		}
		if (++b->repeats >= K8SM_SUSPICIOUS) {
			__u64 gap = (now - b->window_ns) / K8SM_SUSPICIOUS;
			__u64 left = all & ~b->broken;

			b->openings++;
			/* Once it is sure that there is a loop, find out through which edge. */
			if (now > b->confirmed_until_ns || b->strikes < K8SM_STRIKES)
				k8sm_start_test(b, all, now, gap, flow);
			else
				k8sm_start_test(b, left & -left, now, gap, flow);
		}
	}
	if (k8sm_events(b) != events)
		bpf_ringbuf_output(&alarms, &group, sizeof(group), BPF_RB_FORCE_WAKEUP);
	return b->testing | b->broken;
}

#endif
