/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Copies for collectors: VXLAN, Geneve, GRE, ERSPAN over IPv4 and IPv6, without a tunnel device. The agent knows the route (NIC,
 * addresses, next hop) and writes the whole header; here a clone gets it on entry into the cutter, and leaves by that NIC instead.
 * So the kernel needs no module, no port is opened, and the NIC's result is the copy's outcome.
 */
#ifndef K8SMIRROR_TUNNEL_H
#define K8SMIRROR_TUNNEL_H

#include "fanout.h"
#include "flow.h"
#include "fragments.h"
#include <linux/pkt_cls.h>

#define K8SM_FIRST_PORT		49152	/* RFC 7348: source ports identify conversations */
#define K8SM_PORTS_MASK		0x3fff
#define K8SM_TUNNEL_SUMMED	(K8SM_TUNNEL_IPV6 | K8SM_TUNNEL_UDP)
#define K8SM_SUM_BYTES		512	/* at a time */
#define K8SM_ERSPAN_TICK	100000	/* nanoseconds of a type III timestamp: its granularity is 0 */
#define K8SM_ERSPAN_TAG_KEPT	0x1800	/* the frame still has its tag */
#define K8SM_ERSPAN_VID		0x0fff
#define K8SM_ERSPAN_COS		0xe000
#define K8SM_ERSPAN_CUT		0x0400
#define K8SM_ERSPAN_TYPE_II	1	/* version field of the header */

#define K8SM_MOST_TAGS		3	/* two of the frame, and a label */

/* The VLAN tags of a frame, which must be in it, not beside it, before a header is put in front. */
struct k8sm_tags {
	__be16 words[2 * K8SM_MOST_TAGS];
	__u32 bytes;
	__u32 is_cut;	/* the frame was sliced */
};

/* The outermost tag, in or beside the frame; 0 if there is none, below 0 if it cannot be removed. */
static __always_inline long k8sm_take_tag(struct __sk_buff *skb, struct k8sm_tags *tags, __u32 place)
{
	if (skb->vlan_present) {
		tags->words[2 * place] = skb->vlan_proto;
		tags->words[2 * place + 1] = bpf_htons(skb->vlan_tci);
	} else if (!k8sm_is_tagged(skb)) {
		return 0;
	} else if (bpf_skb_load_bytes(skb, 2 * ETH_ALEN, &tags->words[2 * place], K8SM_VLAN_HLEN)) {
		return -1;
	}
	tags->bytes += K8SM_VLAN_HLEN;
	return bpf_skb_vlan_pop(skb) ? -1 : 1;
}

/* Removes all tags. The kernel would take one left in the frame for a tag of the outer packet. */
__noinline int k8sm_take_tags(struct __sk_buff *skb, struct k8sm_tags *tags)
{
	long taken;

	if (!tags)
		return 0;
	taken = k8sm_take_tag(skb, tags, 0);
	if (taken > 0)
		taken = k8sm_take_tag(skb, tags, 1);
	if (taken > 0)
		taken = k8sm_take_tag(skb, tags, 2);
	/* A fourth one cannot be kept. */
	return taken < 0 || skb->vlan_present || k8sm_is_tagged(skb) ? -1 : 0;
}

/*
 * Makes room for the header. With encapsulation flags where possible: the kernel then knows what is inside, and segments and sums it
 * accordingly. But it does not shorten such a packet, so one that is to be fragmented gets plain room.
 */
__noinline int k8sm_make_room(struct __sk_buff *skb, const struct k8sm_tunnel *t, const struct k8sm_tags *tags, __u32 is_divided)
{
	__u64 flags = BPF_F_ADJ_ROOM_FIXED_GSO | BPF_F_ADJ_ROOM_ENCAP_L2(ETH_HLEN) | BPF_F_ADJ_ROOM_ENCAP_L2_ETH | BPF_F_ADJ_ROOM_NO_CSUM_RESET;
	__u8 ethernet[ETH_HLEN];
	__u32 length;

	if (!t || !tags)
		return -1;
	length = t->length;
	if (bpf_skb_load_bytes(skb, 0, ethernet, sizeof(ethernet)))
		return -1;
	if (!tags->bytes && !is_divided && (skb->protocol == bpf_htons(ETH_P_IP) || skb->protocol == bpf_htons(ETH_P_IPV6))) {
		flags |= t->flags & K8SM_TUNNEL_IPV6 ? BPF_F_ADJ_ROOM_ENCAP_L3_IPV6 : BPF_F_ADJ_ROOM_ENCAP_L3_IPV4;
		flags |= t->flags & K8SM_TUNNEL_UDP ? BPF_F_ADJ_ROOM_ENCAP_L4_UDP : BPF_F_ADJ_ROOM_ENCAP_L4_GRE;
		if (!bpf_skb_adjust_room(skb, length, BPF_ADJ_ROOM_MAC, flags))
			return k8sm_put(skb, length, ethernet, sizeof(ethernet));
	}
	/* Without the flags, the kernel would segment or checksum the wrong headers. */
	if (skb->gso_size)
		return -1;
	if (bpf_skb_change_head(skb, length + tags->bytes, 0))
		return -1;
	if (!tags->bytes)
		return 0;
	if (k8sm_put(skb, length, ethernet, 2 * ETH_ALEN))
		return -1;
	if (tags->bytes == K8SM_VLAN_HLEN)
		return k8sm_put(skb, length + 2 * ETH_ALEN, tags->words, K8SM_VLAN_HLEN);
	if (tags->bytes == 2 * K8SM_VLAN_HLEN)
		return k8sm_put(skb, length + 2 * ETH_ALEN, tags->words, 2 * K8SM_VLAN_HLEN);
	return k8sm_put(skb, length + 2 * ETH_ALEN, tags->words, 3 * K8SM_VLAN_HLEN);
}

/* Sum of up to 512 bytes from offset on, in 16-bit words. */
__noinline __u32 k8sm_sum_part(struct __sk_buff *skb, __u32 offset, __u32 sum)
{
	__u32 zero = 0, left;
	struct k8sm_chunk *chunk = bpf_map_lookup_elem(&chunks, &zero);
	__u64 last;

	if (!chunk || skb->len <= offset)
		return sum;
	left = skb->len - offset;
	if (left >= K8SM_SUM_BYTES) {
		if (bpf_skb_load_bytes(skb, offset, chunk->bytes, K8SM_SUM_BYTES))
			return sum;
		return bpf_csum_diff(0, 0, (__be32 *)chunk->bytes, K8SM_SUM_BYTES, sum);
	}
	/* Padded with zeros to a multiple of four. */
	__builtin_memset(chunk->bytes, 0, K8SM_SUM_BYTES);
	last = left - 1;
	K8SM_BOUND(last, K8SM_SUM_BYTES - 1, sum);
	if (bpf_skb_load_bytes(skb, offset, chunk->bytes, last + 1))
		return sum;
	last |= 3;
	K8SM_BOUND(last, K8SM_SUM_BYTES, sum);
	return bpf_csum_diff(0, 0, (__be32 *)chunk->bytes, last + 1, sum);
}

#define K8SM_SUM_STEP						\
	if (offset >= length)					\
		return sum;					\
	sum = k8sm_sum_part(skb, offset, sum);			\
	offset += K8SM_SUM_BYTES;
#define K8SM_6_SUM_STEPS K8SM_SUM_STEP K8SM_SUM_STEP K8SM_SUM_STEP K8SM_SUM_STEP K8SM_SUM_STEP K8SM_SUM_STEP

/* Sum of all bytes from offset on. No loop: see K8SM_STEP in filter.bpf.c. */
__noinline __u32 k8sm_sum_from(struct __sk_buff *skb, __u32 offset)
{
	__u32 sum = 0, length = skb->len;

	_Static_assert(18 * K8SM_SUM_BYTES == K8SM_SUMMED_BYTES, "as many as below");
	K8SM_6_SUM_STEPS
	K8SM_6_SUM_STEPS
	K8SM_6_SUM_STEPS
	return sum;
}

/* Sets UDP's length and source port; over IPv6 also its checksum, which most receivers require. */
static __always_inline int k8sm_finish_udp(struct __sk_buff *skb, const struct k8sm_tunnel *t, __u32 hash, __u32 offset)
{
	__be16 head[4] = {};
	__be16 port = bpf_htons(K8SM_FIRST_PORT + (hash & K8SM_PORTS_MASK)), length = bpf_htons(skb->len - offset);
	__u64 sum;

	if (k8sm_put(skb, offset, &port, sizeof(port)) || k8sm_put(skb, offset + 4, &length, sizeof(length)))
		return -1;
	if (!(t->flags & K8SM_TUNNEL_IPV6) || skb->gso_size)
		return 0;
	sum = k8sm_fold(k8sm_sum_from(skb, t->length) + t->sum + port + 2ULL * length);
	head[0] = sum ? sum : 0xffff;
	return k8sm_put(skb, offset + 6, head, sizeof(head[0]));
}

static __always_inline int k8sm_finish_erspan(struct __sk_buff *skb, const struct k8sm_tunnel *t, const struct k8sm_tags *tags, __u32 slot, __u32 offset)
{
	__u64 *sequence = bpf_map_lookup_elem(&sequences, &slot), number;
	__u32 version, tci;
	__be32 word;

	if (!sequence)
		return -1;
	number = __sync_fetch_and_add(sequence, 1);
	word = bpf_htonl((__u32)number);
	if (k8sm_put(skb, offset + 4, &word, sizeof(word)))
		return -1;
	offset += 8;
	if (bpf_skb_load_bytes(skb, offset, &word, sizeof(word)))
		return -1;
	version = bpf_ntohl(word) >> 28;
	if (tags->bytes) {
		tci = bpf_ntohs(tags->words[1]);
		word |= bpf_htonl((tci & K8SM_ERSPAN_VID) << 16 | (tci & K8SM_ERSPAN_COS));
		/* In type III these bits mean a bad frame. */
		if (version == K8SM_ERSPAN_TYPE_II)
			word |= bpf_htonl(K8SM_ERSPAN_TAG_KEPT);
	}
	if (tags->is_cut)
		word |= bpf_htonl(K8SM_ERSPAN_CUT);
	if (k8sm_put(skb, offset, &word, sizeof(word)))
		return -1;
	if (version == K8SM_ERSPAN_TYPE_II)
		return 0;
	word = bpf_htonl((__u32)(bpf_ktime_get_ns() / K8SM_ERSPAN_TICK));
	return k8sm_put(skb, offset + 4, &word, sizeof(word));
}

/* Sets the IP header's length, and IPv4's checksum. */
static __always_inline int k8sm_finish_ip(struct __sk_buff *skb, const struct k8sm_tunnel *t)
{
	__u32 length = skb->len - ETH_HLEN;
	__u64 sum = t->sum;
	__be16 word;

	if (t->flags & K8SM_TUNNEL_IPV6) {
		length -= sizeof(struct ipv6hdr);
		word = bpf_htons(length > 0xffff ? 0 : length);
		return k8sm_put(skb, ETH_HLEN + offsetof(struct ipv6hdr, payload_len), &word, sizeof(word));
	}
	/* A packet that routers may fragment needs an id (RFC 6864). */
	if (t->flags & K8SM_TUNNEL_NUMBERED) {
		word = bpf_get_prandom_u32();
		if (k8sm_put(skb, ETH_HLEN + offsetof(struct iphdr, id), &word, sizeof(word)))
			return -1;
		sum += word;
	}
	/* Each segment of a super-packet gets its own. */
	word = bpf_htons(length > 0xffff ? 0xffff : length);
	if (k8sm_put(skb, ETH_HLEN + offsetof(struct iphdr, tot_len), &word, sizeof(word)))
		return -1;
	word = k8sm_fold(sum + word);
	return k8sm_put(skb, ETH_HLEN + offsetof(struct iphdr, check), &word, sizeof(word));
}

/* Writes the header in front of the frame. */
__noinline int k8sm_put_header(struct __sk_buff *skb, const struct k8sm_tunnel *t, const struct k8sm_tags *tags, __u32 slot, __u32 hash)
{
	__u32 transport;
	__u64 last;

	if (!t || !tags)
		return -1;
	last = t->length - 1;
	K8SM_BOUND(last, K8SM_TUNNEL_BYTES, -1);
	if (k8sm_put(skb, 0, t->header, last + 1))
		return -1;
	transport = ETH_HLEN + (t->flags & K8SM_TUNNEL_IPV6 ? sizeof(struct ipv6hdr) : sizeof(struct iphdr));
	if (k8sm_finish_ip(skb, t))
		return -1;
	if (t->flags & K8SM_TUNNEL_UDP)
		return k8sm_finish_udp(skb, t, hash, transport);
	if (t->flags & K8SM_TUNNEL_ERSPAN)
		return k8sm_finish_erspan(skb, t, tags, slot, transport);
	return 0;
}

/* On entry into the cutter: encapsulates and sends a clone for a collector, which ends here. */
static __always_inline int k8sm_wrap(struct __sk_buff *skb)
{
	__u32 zero = 0, slot = skb->mark & K8SM_MARK_TARGET_MASK, place;
	/* 64 bits each: see k8sm_hook. */
	__u64 most, hash = 0, held, is_divided, flags;
	const struct k8sm_config *cfg = bpf_map_lookup_elem(&config, &zero);
	struct k8sm_wrapping *w = bpf_map_lookup_elem(&wrappings, &zero);
	const struct k8sm_target *target = bpf_map_lookup_elem(&targets, &slot);
	const struct k8sm_tunnel *t;
	struct k8sm_tags tags = {};
	__u64 word;
	long err;

	if (!cfg || !w || !target)
		return TC_ACT_SHOT;
	word = *(volatile const __u64 *)target;
	place = word;
	most = word >> 32;
	flags = target->flags;
	t = bpf_map_lookup_elem(&tunnels, &place);
	if (!t || !t->ifindex) {
		w->outcome = K8SM_DROP_TARGET_DOWN;
		return TC_ACT_SHOT;
	}
	skb->tc_index = 0;
	held = skb->vlan_present ? K8SM_VLAN_HLEN : 0;
	if ((t->flags & K8SM_TUNNEL_SUMMED) == K8SM_TUNNEL_SUMMED && skb->len + held > K8SM_SUMMED_BYTES) {
		w->outcome = K8SM_DROP_FRAME_TOO_BIG;
		return TC_ACT_SHOT;
	}
	if (flags & K8SM_TARGET_SLICE && !skb->gso_size && skb->len + held > most) {
		w->sliced = skb->len + held - most;
		tags.is_cut = 1;
		if (bpf_skb_change_tail(skb, most - held, 0))
			return TC_ACT_SHOT;
	}
	is_divided = flags & K8SM_TARGET_FRAGMENT && !skb->gso_size && skb->len + held + t->length - ETH_HLEN > t->mtu;
	if (t->flags & K8SM_TUNNEL_UDP)
		hash = (__u32)k8sm_flow_hash(skb) >> 1;
	if (k8sm_take_tags(skb, &tags) || k8sm_make_room(skb, t, &tags, is_divided) || k8sm_put_header(skb, t, &tags, slot, hash))
		return TC_ACT_SHOT;
	skb->mark = cfg->tunnel_mark;
	if (is_divided) {
		w->outcome = k8sm_send_fragments(skb, t, flags);
		return TC_ACT_SHOT;
	}
	err = bpf_clone_redirect(skb, t->ifindex, 0);
	w->outcome = err ? k8sm_reason(err, flags) : K8SM_DROPS;
	return TC_ACT_SHOT;
}

#endif
