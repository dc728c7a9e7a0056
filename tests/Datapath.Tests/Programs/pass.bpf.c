// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Another owner's program: ends the chain with "ok", as CNIs do. */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

SEC("tc")
int other_ok(struct __sk_buff *skb)
{
	return TC_ACT_OK;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
