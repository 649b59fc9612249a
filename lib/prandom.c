// SPDX-License-Identifier: MIT
/*
 * Pseudo-random numbers: <linux/prandom.h>.
 *
 * The generator is Blackman and Vigna's xoshiro128**: 128 bits of state, shifts, rotations and two
 * multiplications. Its state must not be all zero and should not look alike for seeds that do; so
 * the seed goes through splitmix64, by the same authors, first.
 */
#include <linux/bitops.h>
#include <linux/minmax.h>
#include <linux/prandom.h>
#include <linux/string.h>

/* A permutation of the 64-bit numbers behind a counter: never the same value twice in a row. */
static u64 splitmix(u64 *counter)
{
	u64 z = *counter += 0x9e3779b97f4a7c15ull;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

void prandom_seed_state(struct rnd_state *state, u64 seed)
{
	u64 a = splitmix(&seed), b = splitmix(&seed);

	state->s1 = a;
	state->s2 = a >> 32;
	state->s3 = b;
	state->s4 = b >> 32;
}

u32 prandom_u32_state(struct rnd_state *state)
{
	u32 result = rol32(state->s2 * 5, 7) * 9;
	u32 t = state->s2 << 9;

	state->s3 ^= state->s1;
	state->s4 ^= state->s2;
	state->s2 ^= state->s3;
	state->s1 ^= state->s4;
	state->s3 ^= t;
	state->s4 = rol32(state->s4, 11);
	return result;
}

void prandom_bytes_state(struct rnd_state *state, void *buf, size_t bytes)
{
	while (bytes) {
		u32 word = prandom_u32_state(state);
		size_t part = min(bytes, sizeof(word));

		memcpy(buf, &word, part);
		buf += part;
		bytes -= part;
	}
}
