/* SPDX-License-Identifier: MIT */
/* Random numbers that a seed repeats, the same on every machine: xorshift. */
#ifndef _USER_RANDOM_H
#define _USER_RANDOM_H

#include <stdint.h>

struct random {
	uint32_t state;
};

static inline struct random random_seeded(uint32_t seed)
{
	return (struct random){ seed * 2654435761u + 1 ?: 1 };
}

static inline uint32_t random_next(struct random *r)
{
	r->state ^= r->state << 13;
	r->state ^= r->state >> 17;
	r->state ^= r->state << 5;
	return r->state;
}

/* Below @n. */
static inline uint32_t random_below(struct random *r, uint32_t n)
{
	return random_next(r) % n;
}

#endif
