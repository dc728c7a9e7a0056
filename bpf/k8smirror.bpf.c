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

/*
 * Run by the agent (BPF_PROG_TEST_RUN), never attached: puts a stray on the stage. When it
 * has come out, so has every frame that was staged before it.
 */
SEC("tc")
int k8sm_probe(struct __sk_buff *skb)
{
	const struct k8sm_config *cfg;
	__u32 zero = 0;

	cfg = bpf_map_lookup_elem(&config, &zero);
	return cfg ? bpf_clone_redirect(skb, cfg->stage_ifindex, 0) : -1;
}

/*
 * On the stage's receiving half, in generic mode, where GRO leaves alone a device that has
 * such a program. It need not run for that, and from Linux 6.4 on it does not: frames that
 * BPF redirected pass it by.
 */
SEC("xdp")
int k8sm_in_order(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
