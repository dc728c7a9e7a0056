// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * One filter: the mirrors of one hook, or of several hooks with the same. Loaded once for each filter, with its own
 * tables; the hook's program calls it, and it calls k8sm_filtered for selected packets.
 */
#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <bpf/bpf_helpers.h>

#include "filter_abi.h"
#include "filter_maps.h"
#include "headers.h"

const volatile __u32 k8sm_words = 1;
const volatile __u32 k8sm_uses;
const volatile __u64 k8sm_default_accept;	/* clauses */
const volatile __u64 k8sm_edges;	/* all that the hook has */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, K8SM_FIELDS);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct k8sm_rows);
} fields SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct k8sm_rows);
} trie SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct k8sm_range);
} ranges SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct k8sm_rows);
} ports SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u64);
	__type(value, struct k8sm_rows);
} exact SEC(".maps");

/* Width: k8sm_words, by the number of the filter's rules. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u64));
} rows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct k8sm_rule);
} rules SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, K8SM_MAX_CLAUSES);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct k8sm_clause);
} clauses SEC(".maps");

/* Of clauses with a balance, one after another. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct k8sm_pick);
} picks SEC(".maps");

/* Clauses that one of their rules has decided, and those of them that accept. */
struct k8sm_verdict {
	__u64 decided;
	__u64 accepted;
};

/* Continues with 64 rules, of which these are satisfied. */
__noinline int k8sm_decide(struct k8sm_verdict *v, __u64 satisfied, __u32 word)
{
	const struct k8sm_rule *rule;
	__u32 i, place;

	if (!v)
		return 0;
	for (i = 0; i < 64; i++) {
		if (!satisfied)
			break;
		place = word * 64 + ((satisfied & -satisfied) * K8SM_DE_BRUIJN >> 58);
		rule = bpf_map_lookup_elem(&rules, &place);
		if (!rule || !rule->rest)
			break;
		satisfied &= ~rule->rest;
		if (v->decided & rule->clause)
			continue;
		v->decided |= rule->clause;
		v->accepted |= rule->accepts;
	}
	return 0;
}

static __always_inline struct k8sm_rows k8sm_field(__u32 place)
{
	const struct k8sm_rows *field = bpf_map_lookup_elem(&fields, &place);
	struct k8sm_rows none = {};

	return field ? *field : none;
}

static __always_inline struct k8sm_rows k8sm_exact(__u64 key, __u32 otherwise)
{
	const struct k8sm_rows *found = bpf_map_lookup_elem(&exact, &key);

	return found ? *found : k8sm_field(otherwise);
}

/* 1 if a < b, without a branch: without CAP_PERFMON the verifier checks both sides of each, and everything that follows. */
static __always_inline __u64 k8sm_is_less(__u64 a, __u64 b)
{
	return ((~a & b) | ((~a | b) & (a - b))) >> 63;
}

/* Of a few ranges the last one that starts at the address or below; the first always does. */
__noinline int k8sm_search(const struct k8sm_address *address, struct k8sm_rows *found)
{
	__u32 place, next, step;
	__u64 end, is_equal, is_above;
	const struct k8sm_range *range;

	if (!address || !found)
		return 0;
	place = found->from & K8SM_TRIE_VALUE;
	end = (__u64)place + found->to;
#pragma unroll
	for (step = K8SM_MOST_RANGES / 2; step; step /= 2) {
		next = place + step;
		range = bpf_map_lookup_elem(&ranges, &next);
		if (!range)
			continue;
		is_equal = (range->high ^ address->high) ? 0 : 1;
		is_above = k8sm_is_less(address->high, range->high) | (is_equal & k8sm_is_less(address->low, range->low));
		place += step & -(k8sm_is_less(next, end) & (is_above ^ 1));
	}
	range = bpf_map_lookup_elem(&ranges, &place);
	if (range)
		*found = range->rows;
	return 0;
}

/* A step into the current table; no loop, because without CAP_PERFMON the verifier does not see its end when it speculates. */
#define K8SM_STEP								\
	entry = bpf_map_lookup_elem(&trie, &place);				\
	if (!entry)								\
		return 0;							\
	*found = *entry;							\
	if (!(found->from & K8SM_TRIE_NODE))					\
		goto end;							\
	place = (found->from & K8SM_TRIE_VALUE) + (high >> 56);			\
	high = high << 8 | low >> 56;						\
	low <<= 8;
#define K8SM_5_STEPS	K8SM_STEP K8SM_STEP K8SM_STEP K8SM_STEP K8SM_STEP

/* 16 bits, then 14 times 8. */
__noinline int k8sm_find_address(const struct k8sm_address *address, __u32 root, struct k8sm_rows *found)
{
	const struct k8sm_rows *entry;
	__u64 high, low;
	__u32 place;

	if (!address || !found)
		return 0;
	place = root + (address->high >> 48);
	high = address->high << 16 | address->low >> 48;
	low = address->low << 16;
	K8SM_5_STEPS
	K8SM_5_STEPS
	K8SM_5_STEPS
end:
	return found->from & K8SM_TRIE_RANGES ? k8sm_search(address, found) : 0;
}

static __always_inline void k8sm_address(const struct k8sm_headers *h, const struct k8sm_address *address, __u32 uses, struct k8sm_rows *found)
{
	if (!h->family || (h->family == 6 && !(uses & K8SM_USES_IPV6)))
		*found = k8sm_field(h->family ? K8SM_FIELD_ANY_IPV6 : K8SM_FIELD_NO_ADDRESS);
	else
		k8sm_find_address(address, h->family == 6 ? K8SM_TRIE_ROOT : 0, found);
}

static __always_inline struct k8sm_rows k8sm_port(__u32 port)
{
	const struct k8sm_rows *found = bpf_map_lookup_elem(&ports, &port);
	struct k8sm_rows none = {};

	return found ? *found : none;
}

static __always_inline struct k8sm_rows k8sm_kind(const struct k8sm_headers *h, __u32 uses)
{
	if (h->family)
		return k8sm_field((h->family == 6 ? K8SM_FIELD_IPV6 : 0) + h->protocol);
	return uses & K8SM_USES_TYPES ? k8sm_exact(K8SM_EXACT_TYPE | h->type, K8SM_FIELD_OTHER) : k8sm_field(K8SM_FIELD_OTHER);
}

struct k8sm_row {
	__u64 word[K8SM_MAX_WORDS];
};

#define K8SM_ROW(place) ({ __u32 key = (place); (const struct k8sm_row *)bpf_map_lookup_elem(&rows, &key); })

/* One word of 64 rules; removed as dead code if the filter has fewer. */
#define K8SM_WORD(n)								\
	if ((n) < words) {							\
		satisfied = kind->word[n];					\
		if (uses & K8SM_USES_ADDRESSES)					\
			satisfied &= from->word[n] & to->word[n];		\
		if (uses & K8SM_USES_PORTS)					\
			satisfied &= from_port->word[n] & to_port->word[n];	\
		if (uses & K8SM_USES_DETAILS)					\
			satisfied &= detail->word[n] & code->word[n];		\
		if (uses & K8SM_USES_VLANS)					\
			satisfied &= vlan->word[n];				\
		if (uses & K8SM_USES_MACS)					\
			satisfied &= from_mac->word[n] & to_mac->word[n];	\
		if (satisfied)							\
			k8sm_decide(v, satisfied, n);				\
	}

#define K8SM_4_WORDS(n) K8SM_WORD(n) K8SM_WORD((n) + 1) K8SM_WORD((n) + 2) K8SM_WORD((n) + 3)
#define K8SM_16_WORDS(n) K8SM_4_WORDS(n) K8SM_4_WORDS((n) + 4) K8SM_4_WORDS((n) + 8) K8SM_4_WORDS((n) + 12)

/* Finds all rules that the packet satisfies, and the decisions of the clauses. */
static __always_inline void k8sm_match(const struct k8sm_headers *h, struct k8sm_verdict *v)
{
	__u32 words = k8sm_words, uses = k8sm_uses;
	const struct k8sm_row *kind, *from, *to, *from_port, *to_port, *detail, *code, *vlan, *from_mac, *to_mac;
	struct k8sm_rows one = {}, two = {};
	__u64 satisfied;

	/* Most packets satisfy no rule, and most of these are excluded by their kind, addresses or ports alone. */
	one = k8sm_kind(h, uses);
	if (one.from == K8SM_EMPTY_ROW)
		return;
	kind = K8SM_ROW(one.from);
	if (!kind)
		return;
	from = to = from_port = to_port = detail = code = vlan = from_mac = to_mac = kind;
	if (uses & K8SM_USES_ADDRESSES) {
		k8sm_address(h, &h->from, uses, &one);
		if (one.from == K8SM_EMPTY_ROW)
			return;
		k8sm_address(h, &h->to, uses, &two);
		if (two.to == K8SM_EMPTY_ROW)
			return;
		from = K8SM_ROW(one.from);
		to = K8SM_ROW(two.to);
		if (!from || !to)
			return;
	}
	if (uses & K8SM_USES_PORTS) {
		one.from = h->has_ports ? k8sm_port(h->ports & 0xffff).from : k8sm_field(K8SM_FIELD_NO_PORT).from;
		two.to = h->has_ports ? k8sm_port(h->ports >> 16).to : k8sm_field(K8SM_FIELD_NO_PORT).to;
		if (one.from == K8SM_EMPTY_ROW || two.to == K8SM_EMPTY_ROW)
			return;
		from_port = K8SM_ROW(one.from);
		to_port = K8SM_ROW(two.to);
		if (!from_port || !to_port)
			return;
	}
	if (uses & K8SM_USES_DETAILS) {
		detail = K8SM_ROW(k8sm_field(h->detail).from);
		code = K8SM_ROW(k8sm_field(h->code).from);
		if (!detail || !code)
			return;
	}
	if (uses & K8SM_USES_VLANS) {
		vlan = K8SM_ROW(k8sm_field(h->vlan).from);
		if (!vlan)
			return;
	}
	if (uses & K8SM_USES_MACS) {
		from_mac = K8SM_ROW(k8sm_exact(h->from_mac, K8SM_FIELD_OTHER_MAC).from);
		to_mac = K8SM_ROW(k8sm_exact(h->to_mac, K8SM_FIELD_OTHER_MAC).to);
		if (!from_mac || !to_mac)
			return;
	}
	K8SM_16_WORDS(0)
	K8SM_16_WORDS(16)
	K8SM_16_WORDS(32)
	K8SM_16_WORDS(48)
}

/* Edges of the accepting clauses: for each edge the first of them decides. */
struct k8sm_choice {
	__u64 taken;
	__u64 settled;
	__u64 sampled_out;
};

/* The edges of a clause with a balance for this conversation. Sampling compares the hash's upper bits, this uses the lowest. */
__noinline int k8sm_pick_of(__u32 balance, __u32 first, __u32 flow, struct k8sm_pick *picked)
{
	const struct k8sm_balance *found;
	const struct k8sm_pick *pick;

	if (!picked)
		return 0;
	picked->edges = picked->settled = 0;
	found = bpf_map_lookup_elem(&balances, &balance);
	if (!found)
		return 0;
	first += found->targets[flow & (K8SM_BALANCE_BUCKETS - 1)];
	pick = bpf_map_lookup_elem(&picks, &first);
	if (pick)
		*picked = *pick;
	return 0;
}

__noinline int k8sm_choose(__u64 accepted, __u32 flow, struct k8sm_choice *choice)
{
	const struct k8sm_clause *clause;
	struct k8sm_pick pick;
	__u64 edges;
	__u32 i, place;

	if (!choice)
		return 0;
	for (i = 0; i < K8SM_MAX_CLAUSES; i++) {
		if (!accepted)
			break;
		place = (accepted & -accepted) * K8SM_DE_BRUIJN >> 58;
		accepted &= accepted - 1;
		clause = bpf_map_lookup_elem(&clauses, &place);
		if (!clause)
			break;
		pick.edges = clause->edges;
		pick.settled = clause->settled;
		if (k8sm_uses & K8SM_USES_BALANCES && clause->balance)
			k8sm_pick_of(clause->balance, clause->picks, flow, &pick);
		edges = pick.edges & ~choice->settled;
		if (!edges)
			continue;
		choice->taken |= edges;
		choice->settled |= pick.settled;
		if (clause->threshold >> 32)
			continue;
		if ((clause->by_packet ? bpf_get_prandom_u32() : flow) >= clause->threshold)
			choice->sampled_out |= edges;
	}
	return 0;
}

/* The bit at an index; see K8SM_DE_BRUIJN. */
static const __u8 k8sm_bits[64] = {
	0, 1, 48, 2, 57, 49, 28, 3, 61, 58, 50, 42, 38, 29, 17, 4, 62, 55, 59, 36, 53, 51, 43, 22, 45, 39, 33, 30, 24, 18, 12, 5,
	63, 47, 56, 27, 60, 41, 37, 16, 54, 35, 52, 21, 44, 32, 23, 11, 46, 26, 40, 15, 34, 20, 31, 10, 25, 14, 19, 9, 13, 8, 7, 6,
};

/* Counts a packet that is for one edge of several; the agent adds it to what the others did not select. */
static __always_inline void k8sm_count_alone(const struct k8sm_passage *passage, __u64 edge)
{
	__u32 group = passage->group, counter;
	const struct k8sm_group *g = bpf_map_lookup_elem(&groups, &group);
	struct k8sm_tally *tally;

	if (!g)
		return;
	counter = g->edges[k8sm_bits[edge * K8SM_DE_BRUIJN >> 58] & (K8SM_MAX_EDGES - 1)].counter;
	tally = bpf_map_lookup_elem(&alone, &counter);
	if (tally)
		k8sm_count(tally, passage->wire.frames, passage->wire.bytes);
}

/* Counts a packet as not selected for its other edges. */
__noinline int k8sm_count_left_out(struct k8sm_passage *passage, __u64 not_selected, __u64 sampled_out)
{
	const struct k8sm_group *g;
	struct k8sm_selection_counters *counters;
	__u64 all = not_selected | sampled_out;
	__u32 i, counter, group;

	if (!passage)
		return 0;
	group = passage->group;
	g = bpf_map_lookup_elem(&groups, &group);
	if (!g)
		return 0;
	for (i = 0; i < K8SM_MAX_EDGES; i++) {
		if (!(all >> i))
			break;
		if (!(all >> i & 1))
			continue;
		counter = g->edges[i].counter;
		counters = bpf_map_lookup_elem(&selection_counters, &counter);
		if (!counters)
			continue;
		if (not_selected >> i & 1)
			k8sm_count(&counters->not_selected, passage->wire.frames, passage->wire.bytes);
		else
			k8sm_count(&counters->sampled_out, passage->wire.frames, passage->wire.bytes);
	}
	return 0;
}

static __always_inline void k8sm_count_unselected(const struct k8sm_passage *passage)
{
	__u32 group = passage->group;
	struct k8sm_tally *tally = bpf_map_lookup_elem(&unselected, &group);

	if (tally)
		k8sm_count(tally, passage->wire.frames, passage->wire.bytes);
}

SEC("tc")
int k8sm_select(struct __sk_buff *skb)
{
	__u32 zero = 0;
	struct k8sm_passage *passage = bpf_map_lookup_elem(&passages, &zero);
	struct k8sm_headers h = {};
	struct k8sm_verdict v = {};
	struct k8sm_choice choice = {};
	__u64 accepted, others;
	int verdict;

	if (!passage)
		return K8SM_NEXT;
	verdict = (__s32)passage->verdict;
	if (k8sm_uses & (K8SM_USES_RULES | K8SM_USES_FLOWS) && k8sm_read_headers(skb, &h, k8sm_uses, passage->now) && k8sm_uses & K8SM_USES_RULES)
		k8sm_match(&h, &v);
	accepted = v.accepted | (k8sm_default_accept & ~v.decided);
	if (accepted)
		k8sm_choose(accepted, k8sm_uses & K8SM_USES_FLOWS ? k8sm_flow_of(&h) : 0, &choice);
	if (!choice.taken) {
		k8sm_count_unselected(passage);
		return verdict;
	}
	others = k8sm_edges & ~choice.taken;
	/* A balancing mirror takes one edge of many: counted once, or the others would cost more than the choice. */
	if (others && !(choice.taken & (choice.taken - 1))) {
		k8sm_count_alone(passage, choice.taken);
		others = 0;
	}
	if (others | choice.sampled_out)
		k8sm_count_left_out(passage, others, choice.sampled_out);
	passage->selected = choice.taken & ~choice.sampled_out;
	if (passage->selected)
		bpf_tail_call(skb, &filters, K8SM_FILTERED_SLOT);
	return verdict;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
