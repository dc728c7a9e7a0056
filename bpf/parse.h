/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Length of the headers that each segment of a super-packet repeats. */
#ifndef K8SMIRROR_PARSE_H
#define K8SMIRROR_PARSE_H

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define K8SM_MAX_VLANS		2	/* in-band tags, outer and inner */
#define K8SM_MAX_EXTENSIONS	4	/* IPv6 extension headers before TCP or UDP */

static __always_inline __u32 k8sm_transport_length(struct __sk_buff *skb, __u32 offset, __u8 protocol)
{
	__u8 data_offset;

	if (protocol == IPPROTO_UDP)
		return offset + sizeof(struct udphdr);
	if (protocol != IPPROTO_TCP || bpf_skb_load_bytes(skb, offset + 12, &data_offset, 1))
		return 0;
	return offset + (data_offset >> 4) * 4;
}

static __always_inline __u32 k8sm_ipv6_headers(struct __sk_buff *skb, __u32 offset)
{
	struct ipv6hdr ip;
	__u8 option[2];
	__u8 next;
	int i;

	if (bpf_skb_load_bytes(skb, offset, &ip, sizeof(ip)))
		return 0;
	offset += sizeof(ip);
	next = ip.nexthdr;
	for (i = 0; i < K8SM_MAX_EXTENSIONS; i++) {
		if (next != IPPROTO_HOPOPTS && next != IPPROTO_ROUTING && next != IPPROTO_DSTOPTS)
			break;
		if (bpf_skb_load_bytes(skb, offset, option, sizeof(option)))
			return 0;
		next = option[0];
		offset += (option[1] + 1) * 8;
	}
	return k8sm_transport_length(skb, offset, next);
}

/* Ethernet to TCP/UDP header, in bytes; 0 if this is neither, or tunnelled. */
static __always_inline __u32 k8sm_header_length(struct __sk_buff *skb)
{
	__u32 offset = offsetof(struct ethhdr, h_proto);
	struct iphdr ip;
	__be16 type;
	int i;

	if (bpf_skb_load_bytes(skb, offset, &type, sizeof(type)))
		return 0;
	for (i = 0; i < K8SM_MAX_VLANS; i++) {
		if (type != bpf_htons(ETH_P_8021Q) && type != bpf_htons(ETH_P_8021AD))
			break;
		offset += 4;
		if (bpf_skb_load_bytes(skb, offset, &type, sizeof(type)))
			return 0;
	}
	offset += sizeof(type);
	if (type == bpf_htons(ETH_P_IPV6))
		return k8sm_ipv6_headers(skb, offset);
	if (type != bpf_htons(ETH_P_IP) || bpf_skb_load_bytes(skb, offset, &ip, sizeof(ip)))
		return 0;
	return k8sm_transport_length(skb, offset + ip.ihl * 4, ip.protocol);
}

#endif
