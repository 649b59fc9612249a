/* SPDX-License-Identifier: MIT */
/*
 * Pseudo-random numbers from a state that the caller owns: the same seed gives the same sequence,
 * which is what a test needs. Not for secrets.
 */
#ifndef _LINUX_PRANDOM_H
#define _LINUX_PRANDOM_H

#include <linux/types.h>

/* Never all zero, once seeded. */
struct rnd_state {
	u32 s1, s2, s3, s4;
};

void prandom_seed_state(struct rnd_state *state, u64 seed);
u32 prandom_u32_state(struct rnd_state *state);
void prandom_bytes_state(struct rnd_state *state, void *buf, size_t bytes);

#endif
