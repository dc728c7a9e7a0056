// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What every packet of a NIC pays as soon as any program is on it. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("tc")
int empty(struct __sk_buff *skb)
{
	return -1; /* TCX_NEXT */
}

char _license[] SEC("license") = "GPL";
