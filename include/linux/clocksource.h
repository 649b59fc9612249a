/* SPDX-License-Identifier: MIT */
/*
 * Clocksources: counters that run by themselves at a known rate. Drivers register what they have, and
 * ktime_get() reads the one with the best rating.
 */
#ifndef _LINUX_CLOCKSOURCE_H
#define _LINUX_CLOCKSOURCE_H

#include <linux/list.h>
#include <linux/types.h>

/**
 * struct clocksource - one counter
 * @name: for the log
 * @rating: the higher the better: 1-99 a makeshift, 100-199 works, 200-299 good, 300-399 fast and exact
 * @read: its value; must never go back, and 64 bits must not wrap. Any context, interrupts off
 * @mult, @shift: ns = (cycles * mult) >> shift; computed when it is registered
 * @list: the kernel's
 *
 * The driver owns the struct, which stays registered for ever.
 */
struct clocksource {
	const char *name;
	int rating;
	u64 (*read)(struct clocksource *cs);
	u32 mult, shift;
	struct list_head list;
};

/* kernel/core/timekeeping.c: the rate is @freq times @scale. */
int __clocksource_register_scale(struct clocksource *cs, u32 scale, u32 freq);

/**
 * clocksource_register_hz() - offer a counter
 * @cs: name, rating and read filled in
 * @hz: its rate
 *
 * If it is better than what ktime_get() reads so far, it takes over; the time goes on where it was.
 * Return: 0, or -EINVAL for a rate of 0 or no read function. Boot, or a test.
 */
static inline int clocksource_register_hz(struct clocksource *cs, u32 hz)
{
	return __clocksource_register_scale(cs, 1, hz);
}

/* For rates of which the hertz have more than 32 bits. */
static inline int clocksource_register_khz(struct clocksource *cs, u32 khz)
{
	return __clocksource_register_scale(cs, 1000, khz);
}

/* Takes one away again; the next best takes over. Return: 0, or -EBUSY for the only one. */
int clocksource_unregister(struct clocksource *cs);

/* The name of the one in use. Any context. */
const char *clocksource_current(void);

#endif
