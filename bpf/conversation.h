/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Identity of a conversation: the same for sampling (filter.bpf.c) and for the choice of an offload CPU (flow.h). */
#ifndef K8SMIRROR_CONVERSATION_H
#define K8SMIRROR_CONVERSATION_H

#include <linux/in.h>
#include <linux/types.h>

static __always_inline __u64 k8sm_stir(__u64 hash)
{
	hash *= 0xff51afd7ed558ccdULL;
	return hash ^ hash >> 32;
}

/* One end: the two halves of an address, and a port. */
static __always_inline __u64 k8sm_end(__u64 high, __u64 low, __u64 port)
{
	return k8sm_stir(k8sm_stir(k8sm_stir(high + port) + low));
}

static __always_inline bool k8sm_has_ports(__u32 protocol)
{
	return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP || protocol == IPPROTO_SCTP;
}

#endif
