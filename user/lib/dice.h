/* SPDX-License-Identifier: MIT */
/* Random numbers that a seed repeats. */
#ifndef _USER_DICE_H
#define _USER_DICE_H

#include <stdint.h>

extern uint32_t dice_state;

/* Any number makes a good seed. */
static inline void seed_dice(uint32_t seed)
{
	dice_state = seed * 2654435761u + 0x9e3779b9u;
	if (!dice_state)
		dice_state = 1;
}

static inline uint32_t dice(void)
{
	dice_state ^= dice_state << 13;
	dice_state ^= dice_state >> 17;
	dice_state ^= dice_state << 5;
	return dice_state;
}

static inline uint32_t below(uint32_t n)
{
	return (uint64_t)dice() * n >> 32;
}

/* One of @n times. */
static inline int one_in(uint32_t n)
{
	return !below(n);
}

#endif
