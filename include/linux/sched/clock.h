/* SPDX-License-Identifier: MIT */
/* Nanoseconds since boot, cheaply: the time stamp counter, scaled by its rate. Any context. */
#ifndef _LINUX_SCHED_CLOCK_H
#define _LINUX_SCHED_CLOCK_H

#include <linux/types.h>

/* Zero until the rate of the counter is known. */
u64 sched_clock(void);

static inline u64 local_clock(void)
{
	return sched_clock();
}

/* Time counts from here on: the first call at boot. */
void sched_clock_init(void);

/* Sets the counter's rate, by which cycles since sched_clock_init() become time. Boot. */
void sched_clock_set_khz(u32 khz);

/* The rate in kHz, 0 until it has been measured. */
extern u32 tsc_khz;

#endif
