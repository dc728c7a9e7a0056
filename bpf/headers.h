/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Reads a packet for a filter; documented in docs/filters.md. */
#ifndef K8SMIRROR_HEADERS_H
#define K8SMIRROR_HEADERS_H

#include "conversation.h"
#include "filter_abi.h"
#include "filter_maps.h"
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <bpf/bpf_endian.h>

#define K8SM_NEXT		(-1)	/* TCX_NEXT == TC_ACT_UNSPEC */
#define K8SM_IN_FRAME_TAGS	2
#define K8SM_EXTENSIONS		4	/* IPv6 extension headers that are skipped */
#define K8SM_LATER_FRAGMENT	0x1fff
#define K8SM_MORE_FRAGMENTS	0x2000
#define K8SM_FRAGMENT_NS	30000000000ULL	/* RFC 791 lets a receiver wait 15 s, Linux waits 30 */
#define K8SM_TCP_FLAGS		13	/* offset in TCP's header */

/* In host byte order; IPv4 in the upper 32 bits. */
struct k8sm_address {
	__u64 high;
	__u64 low;
};

struct k8sm_headers {
	struct k8sm_address from;
	struct k8sm_address to;
	__u64 from_mac;
	__u64 to_mac;
	__u32 family;		/* 4, 6, or 0 if there is no readable IP header */
	__u32 protocol;		/* an extension header's if the packet's own is unknown */
	__u32 type;		/* EtherType behind all tags */
	__u32 vlan;		/* index in fields, as the next two */
	__u32 detail;		/* TCP flags or ICMP type */
	__u32 code;
	__u32 ports;		/* source | destination << 16 */
	__u32 has_ports;
};

/* Where the transport header is, and whether there is one. */
struct k8sm_transport {
	__u32 offset;
	__u32 id;		/* of a fragment */
	__u32 is_later;		/* fragment: no transport header */
	__u32 is_first;		/* of several */
};

static __always_inline void k8sm_read_macs(struct __sk_buff *skb, struct k8sm_headers *h)
{
	__u8 macs[16] = {};
	__u64 high, low;

	bpf_skb_load_bytes(skb, 0, macs, 12);
	__builtin_memcpy(&high, &macs[0], 8);
	__builtin_memcpy(&low, &macs[6], 8);
	h->to_mac = bpf_be64_to_cpu(high) >> 16;
	h->from_mac = bpf_be64_to_cpu(low) >> 16;
}

/* Skips tags; the offset behind them, 0 if the frame ends before. */
static __always_inline __u32 k8sm_read_tags(struct __sk_buff *skb, struct k8sm_headers *h)
{
	__u32 offset = offsetof(struct ethhdr, h_proto), i;
	__be16 type = 0, tag[2];

	h->vlan = skb->vlan_present ? K8SM_FIELD_VLAN + (skb->vlan_tci & 0xfff) : K8SM_FIELD_UNTAGGED;
	if (bpf_skb_load_bytes(skb, offset, &type, sizeof(type)))
		return 0;
	for (i = 0; i < K8SM_IN_FRAME_TAGS; i++) {
		if (type != bpf_htons(ETH_P_8021Q) && type != bpf_htons(ETH_P_8021AD))
			break;
		/* If the frame ends within a tag, the tag is its payload. */
		if (bpf_skb_load_bytes(skb, offset + 2, tag, sizeof(tag)))
			break;
		if (h->vlan == K8SM_FIELD_UNTAGGED)
			h->vlan = K8SM_FIELD_VLAN + (bpf_ntohs(tag[0]) & 0xfff);
		type = tag[1];
		offset += 4;
	}
	h->type = bpf_ntohs(type);
	return offset + 2;
}

static __always_inline void k8sm_read_ipv4(struct __sk_buff *skb, struct k8sm_headers *h, struct k8sm_transport *t, __u32 offset)
{
	struct iphdr ip;

	if (bpf_skb_load_bytes(skb, offset, &ip, sizeof(ip)))
		return;
	h->family = 4;
	h->protocol = ip.protocol;
	h->from.high = (__u64)bpf_ntohl(ip.saddr) << 32;
	h->to.high = (__u64)bpf_ntohl(ip.daddr) << 32;
	t->offset = offset + ip.ihl * 4;
	t->id = ip.id;
	t->is_later = ip.frag_off & bpf_htons(K8SM_LATER_FRAGMENT);
	t->is_first = !t->is_later && ip.frag_off & bpf_htons(K8SM_MORE_FRAGMENTS);
}

static __always_inline struct k8sm_address k8sm_ipv6_address(const struct in6_addr *address)
{
	struct k8sm_address read;

	__builtin_memcpy(&read, address, sizeof(read));
	read.high = bpf_be64_to_cpu(read.high);
	read.low = bpf_be64_to_cpu(read.low);
	return read;
}

static __always_inline void k8sm_read_ipv6(struct __sk_buff *skb, struct k8sm_headers *h, struct k8sm_transport *t, __u32 offset)
{
	struct ipv6hdr ip;
	__u8 head[8] = {}; /* All of it: without CAP_PERFMON uninitialized bytes may not be read. */
	__be16 position;
	__u32 i;

	if (bpf_skb_load_bytes(skb, offset, &ip, sizeof(ip)))
		return;
	h->family = 6;
	h->protocol = ip.nexthdr;
	h->from = k8sm_ipv6_address(&ip.saddr);
	h->to = k8sm_ipv6_address(&ip.daddr);
	offset += sizeof(ip);
	for (i = 0; i < K8SM_EXTENSIONS; i++) {
		if (h->protocol != IPPROTO_HOPOPTS && h->protocol != IPPROTO_ROUTING && h->protocol != IPPROTO_DSTOPTS
		    && h->protocol != IPPROTO_FRAGMENT)
			break;
		if (bpf_skb_load_bytes(skb, offset, head, h->protocol == IPPROTO_FRAGMENT ? sizeof(head) : 2))
			return;
		if (h->protocol == IPPROTO_FRAGMENT) {
			__builtin_memcpy(&position, &head[2], sizeof(position));
			__builtin_memcpy(&t->id, &head[4], sizeof(t->id));
			t->is_later = position & bpf_htons(0xfff8);
			t->is_first = !t->is_later && position & bpf_htons(1);
			offset += 8;
		} else {
			offset += (head[1] + 1) * 8;
		}
		h->protocol = head[0];
		/* A later fragment has no transport header. */
		if (t->is_later)
			break;
	}
	t->offset = offset;
}

static __always_inline void k8sm_read_transport(struct __sk_buff *skb, struct k8sm_headers *h, const struct k8sm_transport *t)
{
	__be16 pair[2];
	__u8 two[2];

	switch (h->protocol) {
	case IPPROTO_TCP:
		if (!bpf_skb_load_bytes(skb, t->offset + K8SM_TCP_FLAGS, two, 1))
			h->detail = h->code = K8SM_FIELD_TCP_FLAGS + two[0];
		break;
	case IPPROTO_UDP:
	case IPPROTO_SCTP:
		break;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		if (bpf_skb_load_bytes(skb, t->offset, two, 2))
			return;
		h->detail = K8SM_FIELD_ICMP_TYPE + two[0];
		h->code = K8SM_FIELD_ICMP_CODE + two[1];
		return;
	default:
		return;
	}
	if (bpf_skb_load_bytes(skb, t->offset, pair, sizeof(pair)))
		return;
	h->ports = bpf_ntohs(pair[0]) | (__u32)bpf_ntohs(pair[1]) << 16;
	h->has_ports = 1;
}

/* Later fragments take over the first one's ports, for a while. */
static __always_inline void k8sm_follow_fragments(struct k8sm_headers *h, const struct k8sm_transport *t, __u64 now)
{
	struct k8sm_fragment_key key = {
		.from = { h->from.high, h->from.low },
		.to = { h->to.high, h->to.low },
		.id = t->id,
		.protocol = h->protocol | h->family << 8,
	};
	struct k8sm_fragment first = {}, *known;

	if (!k8sm_has_ports(h->protocol))
		return;
	if (t->is_first) {
		if (!h->has_ports)
			return;
		first.seen_ns = now;
		first.ports = h->ports;
		first.has_ports = h->has_ports;
		bpf_map_update_elem(&fragments, &key, &first, BPF_ANY);
		return;
	}
	known = bpf_map_lookup_elem(&fragments, &key);
	if (!known || now - known->seen_ns > K8SM_FRAGMENT_NS)
		return;
	h->ports = known->ports;
	h->has_ports = known->has_ports;
}

/* Reads any packet. False if the frame ends before its EtherType. */
__noinline int k8sm_read_all_headers(struct __sk_buff *skb, struct k8sm_headers *h, __u64 now)
{
	struct k8sm_transport t = {};
	__u32 offset;

	if (!h)
		return false;
	/* Discard what was read so far. */
	h->family = h->protocol = h->ports = h->has_ports = 0;
	h->detail = h->code = K8SM_FIELD_NO_DETAIL;
	offset = k8sm_read_tags(skb, h);
	if (!offset)
		return false;
	if (h->type == ETH_P_IP)
		k8sm_read_ipv4(skb, h, &t, offset);
	else if (h->type == ETH_P_IPV6)
		k8sm_read_ipv6(skb, h, &t, offset);
	if (!t.offset)
		return true;
	if (!t.is_later)
		k8sm_read_transport(skb, h, &t);
	if (t.is_later || t.is_first)
		k8sm_follow_fragments(h, &t, now);
	return true;
}

#define K8SM_PLAIN_IPV4	(ETH_HLEN + sizeof(struct iphdr) + K8SM_TCP_FLAGS + 1)
#define K8SM_PLAIN_IPV6	(ETH_HLEN + sizeof(struct ipv6hdr) + K8SM_TCP_FLAGS + 1)

/* Values, not an offset: without CAP_PERFMON no offset into the packet may be computed, and the barrier keeps the compiler from merging two. */
#define K8SM_LOAD_PLAIN_TRANSPORT(at)							\
	do {										\
		pair = *(const __u32 *)(at);						\
		flags = ((const __u8 *)(at))[K8SM_TCP_FLAGS];				\
		asm volatile("" : "+r"(pair), "+r"(flags));				\
	} while (0)

static __always_inline bool k8sm_take_plain_transport(struct k8sm_headers *h, __u32 pair, __u32 flags)
{
	if (h->protocol == IPPROTO_TCP)
		h->detail = h->code = K8SM_FIELD_TCP_FLAGS + flags;
	else if (h->protocol != IPPROTO_UDP)
		return false;
	pair = bpf_ntohl(pair);
	h->ports = pair >> 16 | pair << 16;
	h->has_ports = 1;
	return true;
}

/* TCP and UDP in plain IP and linear memory, which is nearly every packet: without a call for each header. */
static __always_inline bool k8sm_read_plain(struct __sk_buff *skb, struct k8sm_headers *h)
{
	const __u8 *data = (const __u8 *)(long)skb->data, *end = (const __u8 *)(long)skb->data_end;
	const struct ethhdr *eth = (const void *)data;
	const struct iphdr *ip = (const void *)(data + ETH_HLEN);
	const struct ipv6hdr *ip6 = (const void *)(data + ETH_HLEN);
	__u32 pair, flags;

	h->detail = h->code = K8SM_FIELD_NO_DETAIL;
	h->vlan = skb->vlan_present ? K8SM_FIELD_VLAN + (skb->vlan_tci & 0xfff) : K8SM_FIELD_UNTAGGED;
	if (data + K8SM_PLAIN_IPV4 > end)
		return false;
	if (eth->h_proto == bpf_htons(ETH_P_IP)) {
		if (ip->ihl != 5 || ip->frag_off & bpf_htons(K8SM_LATER_FRAGMENT | K8SM_MORE_FRAGMENTS))
			return false;
		h->family = 4;
		h->protocol = ip->protocol;
		h->from.high = (__u64)bpf_ntohl(ip->saddr) << 32;
		h->to.high = (__u64)bpf_ntohl(ip->daddr) << 32;
		K8SM_LOAD_PLAIN_TRANSPORT(ip + 1);
		return k8sm_take_plain_transport(h, pair, flags);
	}
	if (eth->h_proto != bpf_htons(ETH_P_IPV6) || data + K8SM_PLAIN_IPV6 > end)
		return false;
	h->family = 6;
	h->protocol = ip6->nexthdr;
	h->from = k8sm_ipv6_address(&ip6->saddr);
	h->to = k8sm_ipv6_address(&ip6->daddr);
	K8SM_LOAD_PLAIN_TRANSPORT(ip6 + 1);
	return k8sm_take_plain_transport(h, pair, flags);
}

static __always_inline bool k8sm_read_headers(struct __sk_buff *skb, struct k8sm_headers *h, __u32 uses, __u64 now)
{
	if (uses & K8SM_USES_MACS)
		k8sm_read_macs(skb, h);
	if (k8sm_read_plain(skb, h))
		return true;
	/* They identify conversations without IP. */
	if ((uses & (K8SM_USES_MACS | K8SM_USES_FLOWS)) == K8SM_USES_FLOWS)
		k8sm_read_macs(skb, h);
	return k8sm_read_all_headers(skb, h, now);
}

/* Hash of the conversation: equal in both directions, on every node, and for all fragments. */
static __always_inline __u32 k8sm_flow_of(const struct k8sm_headers *h)
{
	__u64 from, to;

	if (!h->family)
		return k8sm_stir(k8sm_stir(h->from_mac) + k8sm_stir(h->to_mac)) >> 32;
	from = k8sm_end(h->from.high, h->from.low, h->ports & 0xffff);
	to = k8sm_end(h->to.high, h->to.low, h->ports >> 16);
	return k8sm_stir(k8sm_stir(from + to) + h->protocol) >> 32;
}

#endif
