/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The loop breaker. A copy that comes back to its own source is copied again, and
 * again; one packet became 794,445. The planner refuses the loops that it can see;
 * this stops the others, such as two ports of one switch.
 *
 * Suspicion is cheap but no proof: a few of the frames that a hook inspects repeat within a
 * short time, as with traffic generators, ARP and statsd. So the agent sends test frames, which
 * nobody else could have sent, out of each of the hook's targets, and only an edge whose test
 * frame comes back is stopped. Until then nothing is withheld; only if no agent handles the
 * suspicion, repeats are.
 *
 * A test frame repeats one number of 8 bytes, so it is found at a fixed offset whatever a router
 * or a tunnel has put in front of it. The lowest byte is the edge.
 */
#ifndef K8SMIRROR_BREAKER_H
#define K8SMIRROR_BREAKER_H

#include "maps.h"
#include <linux/if_ether.h>
#include <bpf/bpf_endian.h>

#define K8SM_MS			1000000LL
#define K8SM_WINDOW_NS		(100 * K8SM_MS)
#define K8SM_REPEAT_NS		(250 * K8SM_MS)	/* a later repeat does not count */
#define K8SM_SUSPICIOUS		8		/* repeats in a window, of the inspected frames */
#define K8SM_UNANSWERED_NS	(1000 * K8SM_MS)	/* time for an agent on a busy node; until then the budget bounds the loop */
#define K8SM_WITHHOLD_NS	(100 * K8SM_MS)
#define K8SM_HASH_WORDS		12

/* Signed: another CPU's time may be a little ahead of ours. */
static __always_inline __s64 k8sm_passed(__u64 since, __u64 now)
{
	return now - since;
}

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
	 * The index of the last byte, because verifiers before Linux 6.8 do not infer from a
	 * comparison with zero that a length is positive; and barriers, because they must see the
	 * register that was compared.
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

__noinline int k8sm_is_repeat(struct __sk_buff *skb, __u32 group, __u64 now)
{
	__u64 hash = k8sm_hash(skb, group);
	__u32 slot = hash & (K8SM_RECENT_SLOTS - 1);
	struct k8sm_recent *r = bpf_map_lookup_elem(&recent, &slot);
	bool repeat;

	if (!r)
		return false;
	repeat = r->hash == hash && k8sm_passed(r->seen_ns, now) < K8SM_REPEAT_NS;
	r->hash = hash;
	r->seen_ns = now;
	return repeat;
}

/* Reports a suspicion to the agent, with this frame as the suspect. */
__noinline int k8sm_ask(struct __sk_buff *skb, __u32 group, const struct k8sm_group *g, __u64 now)
{
	struct k8sm_breaker *b = bpf_map_lookup_elem(&breakers, &group);

	if (!b || !g || now < g->quiet_until_ns || b->asked_ns > g->answered_ns)
		return 0;
	b->asked_ns = now;
	b->suspicions++;
	b->suspect_vlan = skb->vlan_present ? 1 << 16 | (skb->vlan_tci & 0xffff) : 0;
	b->suspect_length = 0;
	if (!bpf_skb_load_bytes(skb, 0, b->suspect, K8SM_SUSPECT_BYTES))
		b->suspect_length = K8SM_SUSPECT_BYTES;
	else if (!bpf_skb_load_bytes(skb, 0, b->suspect, ETH_HLEN))
		b->suspect_length = ETH_HLEN;
	bpf_ringbuf_output(&alarms, &group, sizeof(group), BPF_RB_FORCE_WAKEUP);
	return 0;
}

/* Inspects one frame. */
__noinline int k8sm_look(struct __sk_buff *skb, __u32 group, const struct k8sm_group *g, struct k8sm_cpu *cpu, __u64 now)
{
	struct k8sm_breaker *b;

	if (!g || !cpu || !k8sm_is_repeat(skb, group, now))
		return 0;
	b = bpf_map_lookup_elem(&breakers, &group);
	if (!b)
		return 0;
	if (k8sm_passed(b->window_ns, now) > K8SM_WINDOW_NS) {
		b->window_ns = now;
		b->repeats = 0;
	}
	if (++b->repeats < K8SM_SUSPICIOUS)
		return 0;
	if (b->asked_ns > g->answered_ns && now > b->asked_ns + K8SM_UNANSWERED_NS)
		cpu->withhold_until_ns = now + K8SM_WITHHOLD_NS;
	return k8sm_ask(skb, group, g, now);
}

/* True for a test frame of the group's current trial; convicts its edge. */
__noinline int k8sm_is_test_frame(struct __sk_buff *skb, __u32 group, const struct k8sm_group *g)
{
	struct k8sm_breaker *b;
	__u64 word, trial = g ? g->trial : 0;
	int i;

	if (!trial || bpf_skb_load_bytes(skb, K8SM_TEST_OFFSET, &word, sizeof(word)))
		return false;
	for (i = 0; i < 4; i++) {
		if ((word & ~0xffULL) == trial)
			break;
		word = word >> 16 | word << 48;
	}
	if (i == 4)
		return false;
	b = bpf_map_lookup_elem(&breakers, &group);
	if (!b)
		return true;
	if (b->trial != trial) {
		b->trial = trial;
		b->convicted = 0;
	}
	__sync_fetch_and_or(&b->convicted, 1ULL << (word & (K8SM_MAX_EDGES - 1)));
	bpf_ringbuf_output(&alarms, &group, sizeof(group), BPF_RB_FORCE_WAKEUP);
	return true;
}

#endif
