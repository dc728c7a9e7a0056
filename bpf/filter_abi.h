/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A filter's tables. The rules of all mirrors at a hook are bits, in the order of evaluation. A table for each property
 * of a packet (an address, a port, its kind, …) yields a row: the rules that it satisfies. The AND of the rows is the
 * rules that the packet satisfies: bit-vector classification (Lakshman and Stiliadis, SIGCOMM 1998), whose cost does not
 * grow with prefixes and ports, and with rules only per word of 64.
 *
 * A mirror at the hook is a clause: the first of its satisfied rules decides whether it accepts. For an edge, the first
 * accepting clause decides, with its sampling. A balancing mirror is for the edges of one of its targets: which one is in
 * a table outside this program, so that a target's failure changes no program.
 *
 * Everything here belongs to one program and never changes: another filter is another program, with other tables.
 */
#ifndef K8SMIRROR_FILTER_ABI_H
#define K8SMIRROR_FILTER_ABI_H

#include <linux/types.h>

#define K8SM_MAX_WORDS		64	/* of 64 rules; a bidirectional rule takes two */
#define K8SM_MAX_CLAUSES	64

/* What a filter reads; its program contains nothing else. */
#define K8SM_USES_ADDRESSES	1U
#define K8SM_USES_IPV6		2U	/* prefixes; else all IPv6 addresses are equal */
#define K8SM_USES_PORTS		4U
#define K8SM_USES_DETAILS	8U	/* TCP flags, ICMP types and codes */
#define K8SM_USES_VLANS		16U
#define K8SM_USES_TYPES		32U	/* EtherTypes other than those of IP */
#define K8SM_USES_MACS		64U
#define K8SM_USES_FLOWS		128U	/* the conversation: for sampling, and for the choice of a target */
#define K8SM_USES_BALANCES	256U	/* balancing mirrors */
#define K8SM_USES_RULES		512U	/* any rules: some mirrors only balance or sample all packets */

/* The empty row: the packet satisfies no rule, whatever else it has. */
#define K8SM_EMPTY_ROW		0

/* Two rows: for a property of the source, and of the destination. A single one is the first. */
struct k8sm_rows {
	__u32 from;
	__u32 to;
};

/*
 * Indexes of fields. IP protocols come first, those of IPv6 after those of IPv4. "Without" is a packet that
 * lacks the property.
 */
#define K8SM_FIELD_IPV6		256
#define K8SM_FIELD_OTHER	512	/* not IP, with an EtherType that no rule names */
#define K8SM_FIELD_NO_ADDRESS	513
#define K8SM_FIELD_ANY_IPV6	514
#define K8SM_FIELD_NO_PORT	515
#define K8SM_FIELD_OTHER_MAC	516	/* that no rule names */
#define K8SM_FIELD_TCP_FLAGS	768
#define K8SM_FIELD_ICMP_TYPE	1024
#define K8SM_FIELD_ICMP_CODE	1280
#define K8SM_FIELD_NO_DETAIL	1536
#define K8SM_FIELD_VLAN		2048
#define K8SM_FIELD_UNTAGGED	6144
#define K8SM_FIELDS		6145

/* Keys of exact: a MAC address, or an EtherType with this bit. */
#define K8SM_EXACT_TYPE		(1ULL << 48)

/*
 * Addresses: 16 bits at once, then a byte at a time, until few enough ranges are left to search. The first 65,536
 * entries are IPv4's, the next, if any, IPv6's, then nodes of 256. An entry is two rows, or in "from", with one of these
 * bits, the index of a node, or of the first of "to" ranges.
 */
#define K8SM_TRIE_ROOT		65536
#define K8SM_TRIE_NODE		0x80000000U
#define K8SM_TRIE_RANGES	0x40000000U
#define K8SM_TRIE_VALUE		0x3fffffffU
#define K8SM_MOST_RANGES	16

/* Addresses from here to the next range; IPv4 in the upper 32 bits. */
struct k8sm_range {
	__u64 high;
	__u64 low;
	struct k8sm_rows rows;
};

/*
 * A rule is at word * 64 + the index of its bit, which is (1 << bit) * K8SM_DE_BRUIJN >> 58: BPF has no
 * instruction to count zeros.
 */
#define K8SM_DE_BRUIJN		0x03f79d71b4cb0a89ULL

struct k8sm_rule {
	__u64 clause;	/* its bit */
	__u64 rest;	/* bits of the same clause in this word */
	__u64 accepts;	/* clause, or 0 */
};

/* At the index of its bit, too. */
struct k8sm_clause {
	__u64 edges;
	__u64 settled;		/* once it accepts: its edges, and others that would send the packet to the same targets again */
	__u64 threshold;	/* of 2^32: lower hashes are taken; 2^32: all */
	__u64 by_packet;
	__u32 balance;		/* index in balances, if for one target by conversation; 0: for all */
	__u32 picks;		/* then the index in picks of its first target */
};

/* Edges of a clause if its balance selects this target. Empty: the hook has no such edge. */
struct k8sm_pick {
	__u64 edges;
	__u64 settled;
};

#endif
