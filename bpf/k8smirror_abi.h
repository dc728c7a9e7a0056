/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The contract between the datapath and the agent. A test feeds the C# mirror of
 * every struct to the C compiler. A change of layout or meaning bumps
 * K8SM_ABI_VERSION, which is part of the pin directory: a pinned map is never read
 * with another layout than it was written with.
 *
 * Three questions are kept apart, so that each can grow alone:
 *   what is selected   k8sm_source.selector   (0: every packet)
 *   how it is edited   k8sm_edge.edit         (0: not at all)
 *   how it is sent     k8sm_target.kind       (K8SM_SEND_DEVICE)
 *
 * Each map has one writer: the agent writes configuration, the datapath writes
 * counters, credit and breaker state. No map value mixes the two.
 */
#ifndef K8SMIRROR_ABI_H
#define K8SMIRROR_ABI_H

#include <linux/types.h>

#define K8SM_ABI_VERSION	1

#define K8SM_MAX_SOURCES	1024	/* (NIC, direction) pairs */
#define K8SM_MAX_GROUPS		1024	/* twice what 512 pairs need: a change holds old and new */
#define K8SM_MAX_EDGES		64	/* targets of one pair; bits of a mask */
#define K8SM_MAX_TARGETS	256
#define K8SM_RECENT_SLOTS	8192
#define K8SM_ALARM_BYTES	4096	/* a page; what does not fit is no loss, since one alarm says it all */

/*
 * skb->mark between the source and the stage, inside one namespace only: the
 * original's own mark is restored before it goes on, and copies leave with 0, but see below.
 */
#define K8SM_MARK_MAGIC		0x4b380000U
#define K8SM_MARK_MAGIC_MASK	0xffff0000U
#define K8SM_MARK_GROUP_MASK	0x0000ffffU

/*
 * skb->mark of a copy that goes into a tunnel device, and so of the packet that the device
 * wraps around it: not to be copied again. No group has this number; the bits that kube-proxy
 * (0x4000, 0x8000), Cilium (0x0f00) and Calico's verdicts (0x00070000) act on are not in it.
 */
#define K8SM_MARK_TUNNELLED	(K8SM_MARK_MAGIC | 0x2000U)

enum k8sm_direction {
	K8SM_INGRESS = 0,
	K8SM_EGRESS = 1,
};

enum k8sm_send {
	K8SM_SEND_NONE = 0,	/* slot is empty */
	K8SM_SEND_DEVICE = 1,	/* clone to a NIC of this namespace */
};

#define K8SM_TARGET_UP		1U	/* tells a full queue from a dead one: both are "congestion" to the kernel */
#define K8SM_TARGET_TUNNEL	2U	/* wraps the frame into a packet that this node sends */

/* Why a copy was not sent. The first three are counted before the clone. */
enum k8sm_drop {
	K8SM_DROP_STAGE_FULL = 0,
	K8SM_DROP_CLONE_FAILED = 1,
	K8SM_DROP_EXPIRED = 2,
	K8SM_SOURCE_DROPS = 3,
	K8SM_DROP_TARGET_BUSY = 3,
	K8SM_DROP_TARGET_DOWN = 4,
	K8SM_DROP_TARGET_GONE = 5,
	K8SM_DROP_FRAME_TOO_BIG = 6,
	K8SM_DROP_LOOP = 7,
	K8SM_DROP_ERROR = 8,
	K8SM_DROPS = 9,
};

/* Frames and bytes as on the wire, without FCS; bytes include a VLAN tag held in metadata. */
struct k8sm_tally {
	__u64 frames;
	__u64 bytes;
};

struct k8sm_source_key {
	__u32 ifindex;
	__u32 direction;	/* enum k8sm_direction */
};

/* One word: replaced whole, so a packet sees the old configuration or the new one. */
struct k8sm_source {
	__u32 group;
	__u32 selector;
};

struct k8sm_edge {
	__u32 target;		/* index in targets */
	__u32 edit;
};

/* Never changed while a source or a packet in flight refers to it, except held, which only grows. */
struct k8sm_group {
	__u32 edge_count;
	__u32 reserved;
	__u64 held;		/* edges that must not send: a loop was found earlier */
	struct k8sm_edge edges[K8SM_MAX_EDGES];
	struct k8sm_edge end;	/* without CAP_PERFMON a pointer may not even point behind the value */
};

/* ifindex and max_frame share a word, so that a re-created NIC is taken over at once. */
struct k8sm_target {
	__u32 ifindex;
	__u32 max_frame;	/* bytes with Ethernet header, without VLAN tags */
	__u32 kind;		/* enum k8sm_send */
	__u32 flags;		/* K8SM_TARGET_* */
};

struct k8sm_config {
	__u64 deadline_ns;	/* CLOCK_MONOTONIC; later than this nothing is copied */
	__u32 stage_ifindex;	/* sending half of the stage */
	__u32 credit_limit;	/* frames that the stage's ring holds */
	__u64 credit_lost;	/* staged frames that never came out, found by the agent */
};

/* One line for each side, so that the two CPUs do not share one. */
struct k8sm_credit {
	__u64 staged;
	__u64 pad1[7];
	__u64 served;
	__u64 strays;		/* frames on the stage that were not ours */
	__u64 pad2[6];
};

struct k8sm_source_counters {
	struct k8sm_tally seen;
	struct k8sm_tally dropped[K8SM_SOURCE_DROPS];
};

struct k8sm_edge_key {
	__u32 group;
	__u32 edge;
};

struct k8sm_edge_counters {
	struct k8sm_tally sent;
	struct k8sm_tally dropped[K8SM_DROPS - K8SM_SOURCE_DROPS];	/* from TARGET_BUSY on */
};

#define K8SM_NAME_LENGTH	16	/* IFNAMSIZ */

/* Names of a group's edges and what the agent found out about it; the programs do not read it. */
struct k8sm_label {
	char source[K8SM_NAME_LENGTH];
	__u32 direction;
	__u32 edge_count;
	struct k8sm_tally lost;	/* cloned to the stage, never came out */
	char targets[K8SM_MAX_EDGES][K8SM_NAME_LENGTH];
};

struct k8sm_total_key {
	char source[K8SM_NAME_LENGTH];
	char target[K8SM_NAME_LENGTH];
	__u32 direction;
	__u32 reserved;
};

/* Counters of an edge's earlier groups, so that its series never goes back. */
struct k8sm_total {
	struct k8sm_tally seen;
	struct k8sm_tally sent;
	struct k8sm_tally dropped[K8SM_DROPS];
};

/* A frame that passed the stage a moment ago, to notice the same one again. */
struct k8sm_recent {
	__u64 hash;
	__u64 seen_ns;
};

/* Loop breaker of one group; see breaker.h. */
struct k8sm_breaker {
	__u64 broken;		/* edges that the breaker stopped */
	__u64 testing;		/* edges suppressed by the test that runs now */
	__u64 window_ns;	/* start of the counting window */
	__u64 test_ns;		/* start of the test */
	__u64 test_length_ns;
	__u64 late_ns;		/* start of the late half; 0 before it */
	__u64 late_from;	/* staged at that moment: frames up to there are no evidence */
	__u64 exempt_until_ns;	/* repeats that go on without us are not a loop */
	__u64 confirmed_until_ns;
	__u32 repeats;		/* in the window, or in the late half of the test */
	__u32 expected;		/* repeats in the late half of the test if it is no loop */
	__u32 trips;		/* loops confirmed */
	__u32 acquittals;	/* tests that found no loop */
	__u32 extensions;	/* of the test that runs now: it showed too little either way */
	__u32 quiet;		/* late halves in a row without a repeat */
	__u32 strikes;		/* times that repeats ended with the sending, lately */
	__u32 early;		/* repeats in the early half of the test */
	__u32 early_limit;	/* more of them were not in flight: somebody else's burst */
	__u32 openings;		/* suspicions: times that the circuit was opened */
};

#endif
