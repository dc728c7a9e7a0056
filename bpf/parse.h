/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What a packet will be on the wire: frames, bytes, the largest frame; and whether it needs segmentation or a checksum. */
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

#include "k8smirror_abi.h"

#define K8SM_VLAN_HLEN		4
#define K8SM_LARGEST		65536	/* longer super-packets (BIG TCP) are cut: few NICs take them */
#define K8SM_MAX_VLANS		2	/* in-band tags, outer and inner */
#define K8SM_MAX_EXTENSIONS	4	/* IPv6 extension headers before TCP or UDP */
#define K8SM_SCTP_HEADER	12
#define K8SM_JUMBO_HEADER	8
#define K8SM_TUNNEL_HEADER	8	/* VXLAN; Geneve without options */
#define K8SM_VXLAN_FLAGS	0x08	/* the only flag of plain VXLAN: it has an identifier */
#define K8SM_GRE_OPTIONS	0xb0	/* checksum, key, sequence number: four bytes each */

/* A header, and what follows it. */
struct k8sm_layer {
	__u32 offset;	/* of what follows; 0: unknown */
	__be16 type;	/* its EtherType */
	__u8 protocol;	/* its IP protocol */
	__u8 removed;	/* bytes of headers that segments do not have */
};

static __always_inline void k8sm_skip_ethernet(struct __sk_buff *skb, struct k8sm_layer *at)
{
	__u32 offset = at->offset + offsetof(struct ethhdr, h_proto);
	int i;

	at->offset = 0;
	if (bpf_skb_load_bytes(skb, offset, &at->type, sizeof(at->type)))
		return;
	for (i = 0; i < K8SM_MAX_VLANS; i++) {
		if (at->type != bpf_htons(ETH_P_8021Q) && at->type != bpf_htons(ETH_P_8021AD))
			break;
		offset += 4;
		if (bpf_skb_load_bytes(skb, offset, &at->type, sizeof(at->type)))
			return;
	}
	at->offset = offset + sizeof(at->type);
}

static __always_inline void k8sm_skip_ipv6(struct __sk_buff *skb, struct k8sm_layer *at)
{
	__u32 offset = at->offset;
	struct ipv6hdr ip;
	__u8 option[2];
	int i;

	at->offset = 0;
	if (bpf_skb_load_bytes(skb, offset, &ip, sizeof(ip)))
		return;
	offset += sizeof(ip);
	at->protocol = ip.nexthdr;
	at->removed = !ip.payload_len && ip.nexthdr == IPPROTO_HOPOPTS ? K8SM_JUMBO_HEADER : 0;
	for (i = 0; i < K8SM_MAX_EXTENSIONS; i++) {
		if (at->protocol != IPPROTO_HOPOPTS && at->protocol != IPPROTO_ROUTING && at->protocol != IPPROTO_DSTOPTS)
			break;
		if (bpf_skb_load_bytes(skb, offset, option, sizeof(option)))
			return;
		at->protocol = option[0];
		offset += (option[1] + 1) * 8;
	}
	at->offset = offset;
}

static __always_inline void k8sm_skip_ip(struct __sk_buff *skb, struct k8sm_layer *at)
{
	struct iphdr ip;

	if (at->offset && at->type == bpf_htons(ETH_P_IPV6)) {
		k8sm_skip_ipv6(skb, at);
	} else if (at->offset && at->type == bpf_htons(ETH_P_IP) && !bpf_skb_load_bytes(skb, at->offset, &ip, sizeof(ip))) {
		at->protocol = ip.protocol;
		at->offset += ip.ihl * 4;
	} else {
		at->offset = 0;
	}
}

/* From the transport header to its payload; 0 if it is unknown. */
static __always_inline __u32 k8sm_payload(struct __sk_buff *skb, const struct k8sm_layer *at)
{
	__u8 data_offset;

	if (!at->offset)
		return 0;
	if (at->protocol == IPPROTO_UDP)
		return at->offset + sizeof(struct udphdr);
	if (at->protocol == IPPROTO_SCTP)
		return at->offset + K8SM_SCTP_HEADER;
	if (at->protocol != IPPROTO_TCP || bpf_skb_load_bytes(skb, at->offset + 12, &data_offset, 1))
		return 0;
	return at->offset + (data_offset >> 4) * 4;
}

/* From a tunnel's header to its inner packet; false if there is no known tunnel. */
static __always_inline bool k8sm_unwrap(struct __sk_buff *skb, struct k8sm_layer *at)
{
	__u8 head[4];

	at->type = 0;
	if (at->protocol == IPPROTO_IPIP)
		at->type = bpf_htons(ETH_P_IP);
	else if (at->protocol == IPPROTO_IPV6)
		at->type = bpf_htons(ETH_P_IPV6);
	if (at->type)
		return true;
	if (at->protocol == IPPROTO_UDP)
		at->offset += sizeof(struct udphdr);
	else if (at->protocol != IPPROTO_GRE)
		return false;
	if (bpf_skb_load_bytes(skb, at->offset, head, sizeof(head)))
		return false;
	__builtin_memcpy(&at->type, &head[2], sizeof(at->type));
	if (at->protocol == IPPROTO_GRE) {
		at->offset += 4 + (head[0] >> 7) * 4 + (head[0] >> 5 & 1) * 4 + (head[0] >> 4 & 1) * 4;
		return !(head[0] & ~K8SM_GRE_OPTIONS);
	}
	at->offset += K8SM_TUNNEL_HEADER;
	if (head[0] == K8SM_VXLAN_FLAGS && !at->type)
		at->type = bpf_htons(ETH_P_TEB);
	else
		at->offset += (head[0] & 0x3f) * 4; /* Geneve: version 0 and the length of its options */
	return !(head[0] >> 6) && at->type;
}

/* Bytes from Ethernet to the transport header of a tunnel's innermost packet; 0 if unknown. */
static __always_inline __u32 k8sm_inner_header_length(struct __sk_buff *skb, struct k8sm_layer at)
{
	if (!at.offset || !k8sm_unwrap(skb, &at))
		return 0;
	if (at.type == bpf_htons(ETH_P_TEB))
		k8sm_skip_ethernet(skb, &at);
	k8sm_skip_ip(skb, &at);
	return k8sm_payload(skb, &at);
}

/* A packet as its copies will be. */
struct k8sm_packet {
	struct k8sm_tally wire;
	__u32 largest;	/* frame, without VLAN tags; 0: not known */
	__u32 class;	/* enum k8sm_class, once it was needed */
	__u64 sliced;	/* bytes cut off its end */
};

/* True if there is a tag in the frame. */
static __always_inline bool k8sm_is_tagged(struct __sk_buff *skb)
{
	return skb->protocol == bpf_htons(ETH_P_8021Q) || skb->protocol == bpf_htons(ETH_P_8021AD);
}

/* Wire length without a tag in the frame, as MTUs count. */
static __always_inline __u32 k8sm_untagged(struct __sk_buff *skb, __u32 length)
{
	return k8sm_is_tagged(skb) ? length - K8SM_VLAN_HLEN : length;
}

/* Offloads are guaranteed for plain packets: no tags, no extension headers. */
static __always_inline __u32 k8sm_class_of(struct __sk_buff *skb, const struct k8sm_layer *ip, __u32 network)
{
	if (skb->len > K8SM_LARGEST)
		return K8SM_CLASS_NONE;
	if (!ip->offset || ip->protocol != IPPROTO_TCP || network != ETH_HLEN || skb->vlan_present)
		return K8SM_CLASS_OTHER;
	if (ip->type == bpf_htons(ETH_P_IP))
		return K8SM_CLASS_TCP4;
	return ip->offset == ETH_HLEN + sizeof(struct ipv6hdr) ? K8SM_CLASS_TCP6 : K8SM_CLASS_OTHER;
}

static __always_inline __u32 k8sm_segments(__u32 length, __u32 headers, __u32 size)
{
	return length > headers ? (length - headers + size - 1) / size : 1;
}

/*
 * What the segmenter will make of a super-packet. It divides TCP as we do, whatever the sender sets
 * for segments (nothing, if it is not trusted). UDP may be a tunnel, whose payload then starts behind
 * further headers: the inner packet must agree with the number of segments.
 */
__noinline int k8sm_segment(struct __sk_buff *skb, struct k8sm_packet *p)
{
	__u32 size = skb->gso_size, said = skb->gso_segs, length = skb->len, headers, inner, network;
	struct k8sm_layer at = {};

	if (!p)
		return 0;
	k8sm_skip_ethernet(skb, &at);
	network = at.offset;
	k8sm_skip_ip(skb, &at);
	p->class = k8sm_class_of(skb, &at, network);
	headers = k8sm_payload(skb, &at);
	if (headers && at.protocol == IPPROTO_TCP) {
		p->wire.frames = k8sm_segments(length, headers, size);
	} else {
		inner = k8sm_inner_header_length(skb, at);
		if (inner && (said ? k8sm_segments(length, inner, size) == said : !headers))
			headers = inner;
		if (said)
			p->wire.frames = said;
		else if (headers)
			p->wire.frames = k8sm_segments(length, headers, size);
	}
	p->largest = headers ? k8sm_untagged(skb, headers + size) : 0;
	p->wire.bytes += (p->wire.frames - 1) * headers;
	/* IPv6 above 64 kB has a header for its length, which its segments do not need. */
	p->wire.bytes -= p->wire.frames * at.removed;
	return 0;
}

/* The class of a packet that is not a super-packet. */
__noinline int k8sm_classify(struct __sk_buff *skb, struct k8sm_packet *p)
{
	struct k8sm_layer at = {};
	__u32 network;

	if (!p)
		return 0;
	k8sm_skip_ethernet(skb, &at);
	network = at.offset;
	k8sm_skip_ip(skb, &at);
	p->class = k8sm_class_of(skb, &at, network);
	return 0;
}

/* What the stack will make of this skb on a device without offloads. */
static __always_inline void k8sm_measure(struct __sk_buff *skb, struct k8sm_packet *p)
{
	p->wire.frames = 1;
	p->wire.bytes = skb->len;
	p->largest = k8sm_untagged(skb, skb->len);
	p->class = K8SM_CLASS_NONE;
	if (skb->gso_size)
		k8sm_segment(skb, p);
	if (skb->vlan_present)
		p->wire.bytes += p->wire.frames * K8SM_VLAN_HLEN;
}

/*
 * True if the checksum is not filled in yet (CHECKSUM_PARTIAL). The kernel does not show that, but a
 * packet without a hardware checksum (CHECKSUM_NONE) can be given a level, which is removed again; and
 * adding 0 works only on a packet with a sum over all of it (CHECKSUM_COMPLETE).
 */
static __always_inline bool k8sm_is_unfinished(struct __sk_buff *skb)
{
	if (bpf_csum_level(skb, BPF_CSUM_LEVEL_QUERY) >= 0)
		return false;
	bpf_csum_level(skb, BPF_CSUM_LEVEL_INC);
	if (bpf_csum_level(skb, BPF_CSUM_LEVEL_QUERY) >= 0) {
		bpf_csum_level(skb, BPF_CSUM_LEVEL_DEC);
		return false;
	}
	return bpf_csum_update(skb, 0) < 0;
}

#endif
