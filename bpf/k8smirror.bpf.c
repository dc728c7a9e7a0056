// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Entry points only; the work is in hook.h, cutter.h and offload.h. */
#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <bpf/bpf_helpers.h>

#include "cutter.h"
#include "hook.h"
#include "offload.h"
#include "tunnel.h"

SEC("tc")
int k8sm_ingress(struct __sk_buff *skb)
{
	return k8sm_hook(skb, K8SM_INGRESS, K8SM_NEXT);
}

SEC("tc")
int k8sm_egress(struct __sk_buff *skb)
{
	return k8sm_hook_egress(skb);
}

/* At index 0 of filters. */
SEC("tc")
int k8sm_filtered(struct __sk_buff *skb)
{
	return k8sm_pass_on(skb);
}

/* The cutter's sending half, egress. Clones for collectors end here. */
SEC("tc")
int k8sm_seal(struct __sk_buff *skb)
{
	if ((skb->mark & K8SM_MARK_MAGIC_MASK) == K8SM_MARK_WRAP)
		return k8sm_wrap(skb);
	k8sm_disguise(skb);
	return K8SM_NEXT;
}

/* The cutter's receiving half, ingress. */
SEC("tc")
int k8sm_fanout(struct __sk_buff *skb)
{
	return k8sm_behind_cutter(skb);
}

/* The sending half of the pair to the offload CPUs, egress. The packet is a clone: the original's hash stays. */
SEC("tc")
int k8sm_direct(struct __sk_buff *skb)
{
	k8sm_disguise(skb);
	bpf_set_hash(skb, k8sm_flow_hash(skb));
	return K8SM_NEXT;
}

/* Its receiving half, ingress, on an offload CPU. */
SEC("tc")
int k8sm_offloaded(struct __sk_buff *skb)
{
	return k8sm_on_offload_cpu(skb);
}

/* Run by the agent (BPF_PROG_TEST_RUN), never attached: sends a test frame out of the NIC that cb[0] names. */
SEC("tc")
int k8sm_test(struct __sk_buff *skb)
{
	return bpf_clone_redirect(skb, skb->cb[0], 0);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
