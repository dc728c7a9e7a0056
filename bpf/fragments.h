/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* An encapsulated copy that exceeds the MTU: sent in IP fragments (RFC 791, RFC 8200), which the collector reassembles. */
#ifndef K8SMIRROR_FRAGMENTS_H
#define K8SMIRROR_FRAGMENTS_H

#include "fanout.h"

#define K8SM_MORE_IPV4		0x2000	/* more fragments follow; 1 in IPv6 */
#define K8SM_FRAGMENT_HEADER	8

/*
 * Bounds a length for the verifier: 1 to most. With barriers, and by the last byte's index: see k8sm_hash.
 */
#define K8SM_BOUND(last, most, otherwise)			\
	do {							\
		asm volatile("" : "+r"(last));			\
		if (last >= (most))				\
			return otherwise;			\
		asm volatile("" : "+r"(last));			\
	} while (0)

/* Keeps a hardware checksum of the whole packet right. */
static __always_inline long k8sm_put(struct __sk_buff *skb, __u32 offset, const void *from, __u64 length)
{
	return bpf_skb_store_bytes(skb, offset, from, length, BPF_F_RECOMPUTE_CSUM);
}

/* The checksum for this sum of 16-bit words (RFC 1071). */
static __always_inline __u16 k8sm_fold(__u64 sum)
{
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

/* One packet that is sent in fragments. */
struct k8sm_split {
	__u32 offset;	/* of the divided part: behind the IP header */
	__u32 size;	/* of a part; a multiple of 8 */
	__u32 total;
	__u32 id;
	__u32 sum;	/* of the IPv4 header without length, offset and id */
	__u32 is_ipv6;
	__u32 protocol;
	__u32 ifindex;
};

static __always_inline __u32 k8sm_part_length(const struct k8sm_split *s, __u32 part)
{
	__u32 from = part * s->size;

	return from >= s->total ? 0 : s->total - from < s->size ? s->total - from : s->size;
}

/* Reads the packet before it is cut. */
__noinline int k8sm_keep_part(struct __sk_buff *skb, const struct k8sm_split *s, __u32 part)
{
	struct k8sm_chunk *chunk = bpf_map_lookup_elem(&chunks, &part);
	__u64 last;

	if (!chunk || !s)
		return -1;
	last = k8sm_part_length(s, part);
	if (!last)
		return 0;
	last--;
	K8SM_BOUND(last, K8SM_FRAGMENT_BYTES, -1);
	return bpf_skb_load_bytes(skb, s->offset + part * s->size, chunk->bytes, last + 1);
}

/* Cuts the packet down to this part, and sends it. */
__noinline int k8sm_send_part(struct __sk_buff *skb, const struct k8sm_split *s, __u32 part)
{
	struct k8sm_chunk *chunk = bpf_map_lookup_elem(&chunks, &part);
	__u32 length, offset, place, more;
	__u64 last;
	__u8 head[K8SM_FRAGMENT_HEADER] = {};
	__be16 word, id;
	__be32 id6;

	if (!chunk || !s)
		return -1;
	length = k8sm_part_length(s, part);
	if (!length)
		return 0;
	place = part * s->size;
	more = place + length < s->total;
	offset = s->offset + (s->is_ipv6 ? K8SM_FRAGMENT_HEADER : 0);
	if (bpf_skb_change_tail(skb, offset + length, 0))
		return -1;
	last = length - 1;
	K8SM_BOUND(last, K8SM_FRAGMENT_BYTES, -1);
	if (k8sm_put(skb, offset, chunk->bytes, last + 1))
		return -1;
	if (s->is_ipv6) {
		word = bpf_htons(length + K8SM_FRAGMENT_HEADER);
		head[0] = IPPROTO_FRAGMENT;
		if (k8sm_put(skb, ETH_HLEN + offsetof(struct ipv6hdr, payload_len), &word, sizeof(word))
		    || k8sm_put(skb, ETH_HLEN + offsetof(struct ipv6hdr, nexthdr), head, 1))
			return -1;
		head[0] = s->protocol;
		word = bpf_htons(place | more);
		id6 = s->id;
		__builtin_memcpy(&head[2], &word, sizeof(word));
		__builtin_memcpy(&head[4], &id6, sizeof(id6));
		if (k8sm_put(skb, s->offset, head, sizeof(head)))
			return -1;
	} else {
		__u64 sum = s->sum;

		id = (__u16)s->id;
		if (k8sm_put(skb, ETH_HLEN + offsetof(struct iphdr, id), &id, sizeof(id)))
			return -1;
		sum += id;
		word = bpf_htons(place >> 3 | (more ? K8SM_MORE_IPV4 : 0));
		if (k8sm_put(skb, ETH_HLEN + offsetof(struct iphdr, frag_off), &word, sizeof(word)))
			return -1;
		sum += word;
		word = bpf_htons(sizeof(struct iphdr) + length);
		if (k8sm_put(skb, ETH_HLEN + offsetof(struct iphdr, tot_len), &word, sizeof(word)))
			return -1;
		sum += word;
		word = k8sm_fold(sum);
		if (k8sm_put(skb, ETH_HLEN + offsetof(struct iphdr, check), &word, sizeof(word)))
			return -1;
	}
	return bpf_clone_redirect(skb, s->ifindex, 0);
}

/* As k8sm_send: a copy counts as sent if all of it was. */
__noinline int k8sm_send_fragments(struct __sk_buff *skb, const struct k8sm_tunnel *t, __u32 flags)
{
	struct k8sm_split s = {};
	__u8 protocol = 0;
	__u64 part, parts, headers;
	long err;

	if (!t)
		return K8SM_DROP_ERROR;
	s.is_ipv6 = t->flags & K8SM_TUNNEL_IPV6;
	headers = s.is_ipv6 ? sizeof(struct ipv6hdr) : sizeof(struct iphdr);
	s.offset = ETH_HLEN + headers;
	if (bpf_skb_load_bytes(skb, ETH_HLEN + offsetof(struct ipv6hdr, nexthdr), &protocol, 1))
		return K8SM_DROP_ERROR;
	s.protocol = protocol;
	s.size = (t->mtu - headers - (s.is_ipv6 ? K8SM_FRAGMENT_HEADER : 0)) & ~7U;
	s.total = skb->len - s.offset;
	if (!s.size)
		return K8SM_DROP_FRAME_TOO_BIG;
	/* Of equal size, because the kernel does not shorten a packet below the headers that it knows. */
	parts = (s.total + s.size - 1) / s.size;
	s.size = (s.total + parts - 1) / parts;
	s.size = (s.size + 7) & ~7U;
	s.id = bpf_get_prandom_u32();
	s.sum = t->sum;
	s.ifindex = t->ifindex;
	if (s.size > K8SM_FRAGMENT_BYTES || s.total > s.size * K8SM_MAX_FRAGMENTS_OUT)
		return K8SM_DROP_FRAME_TOO_BIG;
	for (part = 0; part < K8SM_MAX_FRAGMENTS_OUT; part++) {
		if (k8sm_keep_part(skb, &s, part))
			return K8SM_DROP_ERROR;
	}
	for (part = 0; part < K8SM_MAX_FRAGMENTS_OUT; part++) {
		err = k8sm_send_part(skb, &s, part);
		if (err)
			return k8sm_reason(err, flags);
	}
	return K8SM_DROPS;
}

#endif
