// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Entry points only; the work is in source.h (before the stage) and stage.h (on it). */
#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <bpf/bpf_helpers.h>

#include "source.h"
#include "stage.h"

SEC("tc")
int k8sm_ingress(struct __sk_buff *skb)
{
	return k8sm_source(skb, K8SM_INGRESS);
}

SEC("tc")
int k8sm_egress(struct __sk_buff *skb)
{
	return k8sm_source(skb, K8SM_EGRESS);
}

SEC("tc")
int k8sm_fanout(struct __sk_buff *skb)
{
	return k8sm_stage(skb);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
