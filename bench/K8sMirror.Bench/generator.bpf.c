// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Turns BPF_PROG_TEST_RUN with live frames into a paced traffic generator: every frame
 * leaves by one interface, and before each batch the program waits for its time. It waits
 * here and not in user space because each test run sets up a page pool, which costs more
 * than the frames; the time spent waiting is counted, so that it can be subtracted. No two
 * frames are the same, as in real traffic.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define BATCH 32
#define PAYLOAD (14 + 20 + 8)	/* Ethernet, IPv4, UDP */
/* Enough for a few milliseconds. */
#define MAX_SPINS (1 << 20)

struct control {
	__u64 interval_ns;	/* between batches; 0 for full speed */
	__u64 next_ns;
	__u64 waited_ns;	/* in all waits since then */
	__u64 frames;
	__u64 skip;		/* frames before the clock starts; whole batches */
	__u64 first_ns;		/* when the batch after that started */
	__u64 last_ns;		/* when the last batch was due: all before it are finished */
	__u64 last_waited_ns;	/* waited_ns at that time */
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct control);
} control SEC(".maps");

const volatile __u32 to_ifindex = 0;
/* Number of source addresses in turn, spread over 11.0.0.0/8, all with 128 or more in the last byte; 0: the frame's own. */
const volatile __u32 addresses = 0;

#define SOURCE_ADDRESS (14 + 12)
#define CHECKSUM (14 + 10)

/* The header's checksum without its source address. */
static __always_inline void set_address(__u8 *frame, __u64 number)
{
	__u32 hash = (__u32)(number % addresses) * 2654435761U, sum = *(__u16 *)(frame + CHECKSUM) ^ 0xffff;
	__u16 *address = (__u16 *)(frame + SOURCE_ADDRESS);

	sum += (address[0] ^ 0xffff) + (address[1] ^ 0xffff);
	frame[SOURCE_ADDRESS] = 11;
	frame[SOURCE_ADDRESS + 1] = hash >> 24;
	frame[SOURCE_ADDRESS + 2] = hash >> 16;
	frame[SOURCE_ADDRESS + 3] = hash >> 8 | 128;
	sum += address[0] + address[1];
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	*(__u16 *)(frame + CHECKSUM) = ~sum;
}

static long not_yet(__u32 i, __u64 *until)
{
	return bpf_ktime_get_ns() >= *until;
}

/* The clock runs from batch to batch, without the test run's setup and teardown. */
static __always_inline void start_batch(struct control *c)
{
	__u64 start = bpf_ktime_get_ns(), now = start;

	c->last_ns = start;
	c->last_waited_ns = c->waited_ns;
	if (c->interval_ns && c->next_ns) {
		__u64 until = c->next_ns;

		bpf_loop(MAX_SPINS, not_yet, &until, 0);
		now = bpf_ktime_get_ns();
		c->waited_ns += now - start;
	}
	c->next_ns = now + c->interval_ns;
	if (c->frames == c->skip) {
		c->first_ns = now;
		c->waited_ns = 0;
	}
}

SEC("xdp")
int generate(struct xdp_md *ctx)
{
	__u32 zero = 0;
	struct control *c = bpf_map_lookup_elem(&control, &zero);
	__u8 *frame = (void *)(long)ctx->data;

	if (!c)
		return XDP_DROP;
	if (c->frames % BATCH == 0)
		start_batch(c);
	if ((void *)(frame + PAYLOAD + 8) > (void *)(long)ctx->data_end)
		return XDP_DROP;
	__builtin_memcpy(frame + PAYLOAD, &c->frames, 8);
	if (addresses)
		set_address(frame, c->frames);
	c->frames++;
	return bpf_redirect(to_ifindex, 0);
}

char _license[] SEC("license") = "GPL";
