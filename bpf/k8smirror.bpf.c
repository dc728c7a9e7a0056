// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Entry points only; the work is in hook.h and cutter.h. */
#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <bpf/bpf_helpers.h>

#include "cutter.h"
#include "hook.h"

SEC("tc")
int k8sm_ingress(struct __sk_buff *skb)
{
	return k8sm_hook(skb, K8SM_INGRESS);
}

SEC("tc")
int k8sm_egress(struct __sk_buff *skb)
{
	return k8sm_hook(skb, K8SM_EGRESS);
}

/* The cutter's sending half, egress. */
SEC("tc")
int k8sm_seal(struct __sk_buff *skb)
{
	if (k8sm_is_group_frame(skb) && !k8sm_flip_group(skb))
		skb->mark |= K8SM_MARK_SEALED;
	return K8SM_NEXT;
}

/* The cutter's receiving half, ingress. */
SEC("tc")
int k8sm_fanout(struct __sk_buff *skb)
{
	return k8sm_behind_cutter(skb);
}

/* Run by the agent (BPF_PROG_TEST_RUN), never attached: sends a test frame out of the NIC that cb[0] names. */
SEC("tc")
int k8sm_test(struct __sk_buff *skb)
{
	return bpf_clone_redirect(skb, skb->cb[0], 0);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
