/* SPDX-License-Identifier: MIT */
/* The PC's interval timer (drivers/clocksource/i8254.c), for those who start it or measure by it. */
#ifndef _LINUX_I8253_H
#define _LINUX_I8253_H

#include <linux/param.h>
#include <linux/types.h>

/* What it counts in a second, and how far it counts in a tick. */
#define PIT_TICK_RATE 1193182
#define PIT_LATCH     ((PIT_TICK_RATE + HZ / 2) / HZ)

struct clocksource;
extern struct clocksource pit_clocksource;

/* Channel 0 becomes the tick and a clocksource. Boot. */
void pit_timer_init(void);

/* The time stamp counter's rate in kHz, measured for 10 ms against channel 2; 0 if that fails. Boot. */
u32 pit_calibrate_tsc(void);

#endif
