// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The cost for every packet of a NIC as soon as any program is attached to it. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("tc")
int empty(struct __sk_buff *skb)
{
	return -1; /* TCX_NEXT */
}

char _license[] SEC("license") = "GPL";
