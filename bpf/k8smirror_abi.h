/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The contract between the datapath and the agent. A test feeds the C# mirror of
 * every struct to the C compiler. A change of layout or meaning bumps
 * K8SM_ABI_VERSION, which is part of the pin directory, so that a pinned map is
 * always read with the layout it was written with.
 *
 * An edge is (hook, target id, treatment). The treatment is in:
 *   what is selected   the filter that k8sm_source.flags names (0: everything); see filter_abi.h
 *   how it is edited   k8sm_edge.edit    (0: not at all), k8sm_edge.label (0: none)
 *   how much of it     k8sm_edge.limit   (0: no limit)
 *   how it is sent     k8sm_target.kind  (K8SM_SEND_DEVICE, K8SM_SEND_TUNNEL)
 *
 * Each map has one writer: the agent writes configuration, the datapath writes
 * counters, budget and breaker state. No map value mixes the two.
 */
#ifndef K8SMIRROR_ABI_H
#define K8SMIRROR_ABI_H

#include <linux/bpf.h>
#include <linux/types.h>

#define K8SM_ABI_VERSION	2

#define K8SM_MAX_SOURCES	1024	/* (NIC, direction) pairs */
#define K8SM_MAX_GROUPS		1024	/* twice what 512 pairs need: a change needs old and new */
#define K8SM_MAX_EDGES		64	/* targets of one pair; bits of a mask */
#define K8SM_MAX_TARGETS	256
#define K8SM_MAX_COUNTERS	4096	/* edges with counters; the loader lowers it if there are many CPUs */
#define K8SM_LEVELS		8	/* priority levels, shed one after another */
#define K8SM_RECENT_SLOTS	1024	/* one frame in 16 is remembered; small enough for a cache */
#define K8SM_ALARM_BYTES	4096	/* a page; alarms that do not fit may be lost, since one is enough */
#define K8SM_CPU_WORDS		64	/* 64 CPUs each */
#define K8SM_ERAS		4	/* a power of two; see offload.h */
#define K8SM_ERA_SHIFT		30	/* nanoseconds to eras: 1.07 s */

/*
 * skb->mark between the hook and the far end of the cutter, or an offload CPU, within one namespace only: the
 * original's mark is restored before it continues, and copies leave without a mark.
 *   bits 16-31 magic, 15 sealed, 13-14 class, 10-12 level, 0-9 group
 */
#define K8SM_MARK_MAGIC		0x4b380000U
#define K8SM_MARK_MAGIC_MASK	0xffff0000U
#define K8SM_MARK_SEALED	0x00008000U
#define K8SM_MARK_CLASS_SHIFT	13
#define K8SM_MARK_CLASS_MASK	3U
#define K8SM_MARK_LEVEL_SHIFT	10
#define K8SM_MARK_LEVEL_MASK	7U
#define K8SM_MARK_GROUP_MASK	0x000003ffU

/* Mark of a clone that gets its tunnel header on entry into the cutter, see tunnel.h; bits 0-7 are the target. */
#define K8SM_MARK_WRAP		0x4b390000U
#define K8SM_MARK_TARGET_MASK	0x000000ffU

/*
 * Bits that the random mark of tunnelled copies may use: not those that kube-proxy (14, 15),
 * Cilium (8-11), Calico's verdicts (16-19) and Tailscale (18, 19) act on.
 */
#define K8SM_MARK_FREE_BITS	0xfff030ffU

enum k8sm_direction {
	K8SM_INGRESS = 0,
	K8SM_EGRESS = 1,
};

enum k8sm_send {
	K8SM_SEND_NONE = 0,	/* slot is empty */
	K8SM_SEND_DEVICE = 1,	/* clone to a NIC of this namespace */
	K8SM_SEND_TUNNEL = 2,	/* encapsulate it in a packet to a collector */
};

#define K8SM_TARGET_UP		1U	/* distinguishes a full queue from a NIC that is down: the kernel reports "congestion" for both */
#define K8SM_TARGET_TUNNEL	2U	/* encapsulates the frame in a packet of this node */
#define K8SM_TARGET_SLICE	4U	/* a frame that is too large for its tunnel is sliced */
#define K8SM_TARGET_FRAGMENT	8U	/* or sent in fragments */
#define K8SM_TARGET_WINDOW_SHIFT	8	/* milliseconds within which it gets the same packet once; 0: each time */

/*
 * Classes of packets for NICs that segment and checksum by themselves; for each class, k8sm_group.takers
 * has the mask of edges whose targets take such packets unchanged, super-packets included.
 */
enum k8sm_class {
	K8SM_CLASS_TCP4 = 0,
	K8SM_CLASS_TCP6 = 1,
	K8SM_CLASS_OTHER = 2,
	K8SM_CLASSES = 3,
	K8SM_CLASS_NONE = 3,	/* no NIC takes it: too large */
};

/* Why a copy was not sent. The first ones are counted per edge, the last ones per hook. */
enum k8sm_drop {
	K8SM_DROP_CUTTER_FULL = 0,
	K8SM_DROP_CLONE_FAILED = 1,
	K8SM_DROP_TARGET_BUSY = 2,
	K8SM_DROP_TARGET_DOWN = 3,
	K8SM_DROP_TARGET_GONE = 4,
	K8SM_DROP_FRAME_TOO_BIG = 5,
	K8SM_DROP_LOOP = 6,
	K8SM_DROP_ERROR = 7,
	K8SM_EDGE_DROPS = 8,
	K8SM_DROP_BUDGET = 8,
	K8SM_DROP_EXPIRED = 9,
	K8SM_DROPS = 10,
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
	__u32 flags;		/* K8SM_SOURCE_*, and which filter selects */
};

#define K8SM_SHORTCUTS	2048	/* a power of two */

/*
 * A copy of one entry of sources with a nearly free lookup: in an array, indexed by its key. If two keys
 * have the same index, one of them is only in sources.
 */
struct k8sm_shortcut {
	__u64 key;		/* interface index | direction << 32 */
	__u64 source;		/* group | flags << 32 */
	__u64 check;		/* ~(key ^ source), because an array's value is not replaced in one step */
};

#define K8SM_MAX_SHAPERS	64	/* ifb devices */

/*
 * Egress of a NIC whose packets may pass an ifb device and then return: skb_iif is the ifb then.
 * They were copied before it.
 */
#define K8SM_SOURCE_SHAPED	1U

/* Its packets have no Ethernet header; see bare.h. */
#define K8SM_SOURCE_BARE	2U

/* The program in filters that selects the packet's edges; 0: all edges. */
#define K8SM_SOURCE_FILTER_SHIFT	16
#define K8SM_MAX_FILTERS	1024
#define K8SM_FILTERED_SLOT	0	/* of filters: the program that filters continue with */

struct k8sm_edge {
	__u16 target;		/* index in targets */
	__u16 counter;		/* index in edge_counters and selection_counters */
	__u32 label;		/* VLAN tag for each frame; 0: none */
	__u32 edit;		/* bytes kept of each frame; 0: all */
	__u32 limit;		/* index in limits and buckets; 0: no limit */
};

#define K8SM_GROUP_FILTERED	1U	/* a packet may be for only some of the edges */
#define K8SM_MAX_LENGTHS	16	/* different edits of a group's edges, 0 included */
#define K8SM_GROUP_EDITED	2U	/* some edges have an edit or a label */
#define K8SM_GROUP_LIMITED	4U	/* some edges have a limit */
#define K8SM_GROUP_DEDUPLICATED	8U	/* some edges' targets have a window */

/*
 * Immutable while a source or a packet in flight refers to it, except held (only grows while
 * the edges' loops last) and trial.
 */
struct k8sm_group {
	__u32 edge_count;
	__u32 weight;		/* charged to the budget, in 256ths of the measured time */
	__u64 ends;		/* byte n: number of edges of level n and higher priority, which come first */
	__u64 takers[K8SM_CLASSES];	/* edges whose target takes packets of the class whole */
	__u64 held;		/* edges that must not send: a loop was proved */
	__u64 trial;		/* upper 56 bits of the current test frames; 0: none */
	__u64 answered_ns;	/* the last suspicion that the agent has handled */
	__u64 quiet_until_ns;	/* no alarm before */
	__u32 offload;		/* places in an offload CPU's backlog per frame, in total; 0: copied where the packet is */
	__u32 flags;		/* K8SM_GROUP_* */
	struct k8sm_edge edges[K8SM_MAX_EDGES];
	struct k8sm_edge end;	/* without CAP_PERFMON a pointer may not even point behind the value */
};

/* ifindex and max_frame share a word, so that a re-created NIC, or a new route to a collector, replaces both at once. */
struct k8sm_target {
	__u32 ifindex;		/* of a collector: index in tunnels */
	__u32 max_frame;	/* bytes with Ethernet header, without VLAN tags; of a collector: with them */
	__u32 kind;		/* enum k8sm_send */
	__u32 flags;		/* K8SM_TARGET_*, and the window */
};

#define K8SM_MAX_TUNNELS	512	/* two per target: one is written while packets read the other */
#define K8SM_TUNNEL_BYTES	80	/* the longest header, and some */

#define K8SM_TUNNEL_IPV6	1U
#define K8SM_TUNNEL_UDP		2U	/* VXLAN, Geneve */
#define K8SM_TUNNEL_ERSPAN	4U	/* type II or III */
#define K8SM_TUNNEL_NUMBERED	8U	/* routers may fragment its IPv4 packets */

/* The headers in front of a frame to a collector. */
struct k8sm_tunnel {
	__u32 ifindex;		/* NIC that the packets leave by; 0: none */
	__u32 flags;		/* K8SM_TUNNEL_* */
	__u32 length;		/* of the header */
	__u32 mtu;		/* largest IP packet */
	__u32 sum;		/* 16-bit words of the IPv4 header, or of what IPv6's UDP checksum covers of ours, but for lengths and the source port */
	__u32 reserved;
	__u8 header[K8SM_TUNNEL_BYTES];	/* from the Ethernet header on; lengths, checksums, source port and sequence number are 0 */
};

/* A collector's address: packets to it are copies, whoever sent them. */
struct k8sm_collector_key {
	__u64 address[2];	/* as on the wire; of IPv4 the first 4 bytes */
	__u32 service;		/* IP protocol << 16 | UDP port */
	__u32 reserved;
};

#define K8SM_MAX_COLLECTORS	1024

/* Outcome of the clone that was last encapsulated on this CPU. */
struct k8sm_wrapping {
	__u32 outcome;		/* as returned by k8sm_send */
	__u32 sliced;		/* bytes that were cut off */
};

#define K8SM_SUMMED_BYTES	9216	/* most bytes that a UDP checksum is computed over: see k8sm_sum_from */

#define K8SM_MAX_FRAGMENTS_OUT	8	/* of one frame */
#define K8SM_FRAGMENT_BYTES	9216

/* A part of a packet that is sent in fragments. */
struct k8sm_chunk {
	__u8 bytes[K8SM_FRAGMENT_BYTES];
};

struct k8sm_config {
	__u64 deadline_ns;	/* CLOCK_MONOTONIC; after it nothing is copied */
	__u32 cutter_ifindex;	/* sending half of the cutter; also identifies our namespace */
	__u32 cutter_limit;	/* wire frames that each CPU may have in the cutter */
	__u32 charge;		/* 256ths of budget for each nanosecond of copying: 256 / share; 0: no bound */
	__u32 tunnel_mark;	/* mark of copies to tunnels; 0: no such target */
	__u32 offload_ifindex;	/* sending half of the veth pair to the offload CPUs; 0: none */
	__u32 offload_limit;	/* places in their backlogs that may be in use */
	__u32 bare_mark;	/* mark of packets that get an Ethernet header; 0: no such source */
	__u32 reserved;
};

/* What was sent to the offload CPUs in one of four seconds, and what has come out, in places of their backlogs. */
struct k8sm_era {
	__u64 era;
	__u64 in;
	__u64 out;
	__s64 lost;	/* of earlier eras at this index */
};

/* State of one CPU: its budget, and its frames in the cutter. */
struct k8sm_cpu {
	__s64 tokens;		/* nanoseconds of wall time; below 0: spent too much */
	__u64 refilled_ns;	/* the time: at most a tick or 16 packets old */
	__u64 tick;		/* jiffies then */
	__u64 packets;
	__u64 cost_ns;		/* running mean of a packet that is not timed */
	__u64 spent_ns;		/* time spent copying since the map was made */
	__u64 shed_ns;		/* when a copy was last refused for the budget */
	__u64 withhold_until_ns;
	__u64 cut_in;		/* wire frames given to the cutter */
	__u64 cut_out;		/* and that came out of it, or are known to be lost */
	__u64 cut_ns;		/* time of the last packet given to it */
	__u64 cut_frames;
	__u64 cut_cost_ns;	/* running mean of a frame behind the cutter that is not timed */
	__u32 cut_serial;	/* skb->tc_index of the packet that comes out now */
	__u32 reserved;
	__u64 cut_odd;		/* frames that did not come out, and ones that were not counted in */
	__u64 strays;		/* frames in the cutter that were not ours */
};

struct k8sm_source_counters {
	struct k8sm_tally seen;
	struct k8sm_tally expired;
	struct k8sm_tally withheld;		/* repeats, while no agent handles a suspicion */
	struct k8sm_tally shed[K8SM_LEVELS];	/* [n]: not sent to edges of level n and lower priority */
};

struct k8sm_edge_counters {
	struct k8sm_tally sent;
	struct k8sm_tally dropped[K8SM_EDGE_DROPS];
};

/* Counters of an edge of a group with flags, without what its filter selected for no edge. */
struct k8sm_selection_counters {
	struct k8sm_tally not_selected;	/* but selected for several others */
	struct k8sm_tally sampled_out;
	struct k8sm_tally limited;
	struct k8sm_tally shed;
	struct k8sm_tally sliced;	/* sliced frames, and the bytes that they lost; sent counts them whole */
	struct k8sm_tally duplicate;	/* the target had them already */
};

#define K8SM_MAX_LIMITS		512
#define K8SM_LIMIT_UNIT_SHIFT	4	/* of a bucket: sixteenths of a nanosecond */
#define K8SM_LIMIT_COST_SHIFT	20	/* additional bits of costs */

/* Rate limit of an edge, over all hooks that share it. */
struct k8sm_limit {
	__u64 frame_cost;	/* of a frame, in units of a bucket << K8SM_LIMIT_COST_SHIFT; 0: no bound */
	__u64 byte_cost;
	__u64 burst;		/* how far the bucket may be ahead of time, in its units */
};

/* The time at which everything sent so far would have been sent at the limit's rate. One for all CPUs. */
struct k8sm_bucket {
	struct bpf_spin_lock lock;
	__u32 reserved;
	__u64 frames_until;
	__u64 bytes_until;
};

/* One packet between hook, filter and copies. */
struct k8sm_passage {
	struct k8sm_tally wire;
	__u64 group;
	__u64 verdict;		/* the hook's return value, in 32 bits */
	__u64 mark;		/* the original's */
	__u64 now;
	__u64 close;
	__u64 selected;		/* edges */
	__u32 largest;
	__u32 class;
};

#define K8SM_CUT_SELECTIONS	4096	/* a power of two, and no fewer than frames may be in the cutter */

#define K8SM_MAX_BALANCES	256
#define K8SM_BALANCE_BUCKETS	1024	/* a power of two */

/* Targets of a mirror's conversations. A byte is one bucket: a packet sees the old target or the new one. */
struct k8sm_balance {
	__u8 targets[K8SM_BALANCE_BUCKETS];	/* ordinals of the mirror's targets */
};

/* The program at an index of filters; written last, and cleared first. */
struct k8sm_filter_label {
	__u64 fingerprint[2];	/* of its tables and its code */
};

/* Indexes of balances that a filter reads, a bit each. */
struct k8sm_filter_balances {
	__u64 mask[K8SM_MAX_BALANCES / 64];
};

/* The ports of a fragmented packet, for the fragments after the first. */
struct k8sm_fragment_key {
	__u64 from[2];
	__u64 to[2];
	__u32 id;
	__u32 protocol;
};

struct k8sm_fragment {
	__u64 seen_ns;
	__u32 ports;		/* source | destination << 16 */
	__u32 has_ports;
};

#define K8SM_MAX_FRAGMENTS	4096

/* A packet that a target has received; see dedup.h. */
struct k8sm_copy_key {
	__u64 identity;
	__u64 target;		/* interface index, or K8SM_COPY_TO_COLLECTOR and a slot of targets, | label << 32 */
};

#define K8SM_COPY_TO_COLLECTOR	0x80000000U

#define K8SM_MAX_COPIES		16384	/* remembered on a node */

#define K8SM_NAME_LENGTH	16	/* IFNAMSIZ */
#define K8SM_TARGET_ID_LENGTH	64	/* a NIC's name, or a longer id */

/* Names of a group's edges, and the agent's knowledge of it; not read by the programs. */
struct k8sm_label {
	__u64 serial;	/* unique over all groups ever */
	char source[K8SM_NAME_LENGTH];
	__u32 direction;
	__u32 edge_count;
	struct k8sm_tally lost[K8SM_MAX_EDGES];	/* given to the cutter, never came out */
	char targets[K8SM_MAX_EDGES][K8SM_TARGET_ID_LENGTH];
	__u8 levels[K8SM_MAX_EDGES];
};

struct k8sm_total_key {
	char source[K8SM_NAME_LENGTH];
	char target[K8SM_TARGET_ID_LENGTH];
	__u32 direction;
	__u32 former;	/* 1: what was counted under an earlier ABI */
};

/* Counters of an edge's earlier groups, so that its series never goes back. */
struct k8sm_total {
	__u64 serial;	/* of the group that was added last, so that no group is added twice, whenever an agent dies */
	struct k8sm_tally seen;
	struct k8sm_tally sent;
	struct k8sm_tally dropped[K8SM_DROPS];
};

/* Of filtered groups, in addition to k8sm_total and with the same key. */
struct k8sm_selection_total {
	__u64 serial;
	struct k8sm_tally not_selected;
	struct k8sm_tally sampled_out;
	struct k8sm_tally limited;
	struct k8sm_tally sliced;
	struct k8sm_tally duplicate;
};

/* A frame that a hook has inspected recently, to detect repeats. */
struct k8sm_recent {
	__u64 hash;
	__u64 seen_ns;
};

#define K8SM_SUSPECT_BYTES	64
#define K8SM_TEST_BYTES		256	/* the number of a test frame, repeated */
#define K8SM_TEST_OFFSET	160	/* where it is looked for: behind all headers, which have even lengths */

/* Suspicions and proofs of one group; see breaker.h. */
struct k8sm_breaker {
	__u64 window_ns;	/* start of the counting window */
	__u64 asked_ns;		/* the first suspicion that the agent has not handled */
	__u64 convicted;	/* edges whose test frames came back */
	__u64 trial;		/* in this trial */
	__u32 repeats;		/* in the window */
	__u32 suspicions;
	__u32 suspect_length;	/* bytes of it, at most K8SM_SUSPECT_BYTES */
	__u32 suspect_vlan;	/* tag held in metadata: 1 << 16 | TCI; 0: none */
	__u8 suspect[K8SM_SUSPECT_BYTES];	/* a frame that repeats */
};

#endif
