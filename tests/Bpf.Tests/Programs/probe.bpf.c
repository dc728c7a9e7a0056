// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Small programs that the tests load: one for each feature of src/Bpf. */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

struct tally {
	__u64 frames;
	__u32 bytes;
	__u32 pad;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, struct tally);
} hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct tally);
} tallies SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_ARRAY);
		__uint(max_entries, 1);
		__type(key, __u32);
		__type(value, __u32);
	});
} outer SEC(".maps");

const volatile __u32 slot = 0;
const volatile __u32 verdict = XDP_DROP;
const volatile __u32 out_ifindex = 0;
__u32 initial = 7;
volatile __u64 total;

static __always_inline void count(__u32 key, __u32 bytes)
{
	struct tally *t = bpf_map_lookup_elem(&tallies, &key);

	if (t) {
		t->frames++;
		t->bytes += bytes;
	}
}

SEC("tc")
int count_next(struct __sk_buff *skb)
{
	count(slot, skb->len);
	__sync_fetch_and_add(&total, 1);
	return TC_ACT_UNSPEC;
}

SEC("tc")
int count_other(struct __sk_buff *skb)
{
	count(2, skb->len);
	return TC_ACT_UNSPEC;
}

SEC("tc")
int stop(struct __sk_buff *skb)
{
	return TC_ACT_OK;
}

SEC("tc")
int mark_it(struct __sk_buff *skb)
{
	skb->mark += 1;
	return 3;
}

SEC("xdp")
int sink(struct xdp_md *ctx)
{
	count(3, ctx->data_end - ctx->data);
	return verdict;
}

SEC("xdp")
int generate(struct xdp_md *ctx)
{
	return bpf_redirect(out_ifindex, 0);
}

/* The verifier must refuse it: it reads beyond the checked bytes. */
SEC("?tc")
int broken(struct __sk_buff *skb)
{
	__u8 *data = (__u8 *)(long)skb->data;

	return data[0];
}

char _license[] SEC("license") = "GPL";
