// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Another owner's programs: one ends the chain with "ok", as CNIs do; two check that ours leave a packet unchanged. */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

SEC("tc")
int other_ok(struct __sk_buff *skb)
{
	return TC_ACT_OK;
}

#define MARK	5
#define HASH	0x12345678

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} unchanged SEC(".maps");

SEC("tc")
int other_sets(struct __sk_buff *skb)
{
	skb->mark = MARK;
	bpf_set_hash(skb, HASH);
	return TC_ACT_UNSPEC;
}

SEC("tc")
int other_looks(struct __sk_buff *skb)
{
	__u32 zero = 0;
	__u64 *count = bpf_map_lookup_elem(&unchanged, &zero);

	if (count && skb->mark == MARK && skb->hash == HASH)
		__sync_fetch_and_add(count, 1);
	return TC_ACT_OK;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
