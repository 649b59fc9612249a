/* SPDX-License-Identifier: MIT */
/* Nanoseconds since boot, cheaply: the time stamp counter times what calibration found. Any context. */
#ifndef _LINUX_SCHED_CLOCK_H
#define _LINUX_SCHED_CLOCK_H

#include <linux/types.h>

/* Zero until the rate of the counter is known. */
u64 sched_clock(void);

static inline u64 local_clock(void)
{
	return sched_clock();
}

/* From here on time counts. The first thing at boot. */
void sched_clock_init(void);

/* Sets the counter's rate, which turns cycles since then into time. Boot. */
void sched_clock_set_khz(u32 khz);

/* The rate in kHz, 0 as long as nobody measured it. */
extern u32 tsc_khz;

#endif
