/* SPDX-License-Identifier: MIT */
/*
 * Waiting for a time: busily, for short times in any context, or asleep, for longer ones in tasks.
 */
#ifndef _LINUX_DELAY_H
#define _LINUX_DELAY_H

#include <linux/jiffies.h>

/*
 * Busy: at least that long, counted by the time stamp counter (kernel/core/delay.c). Any context,
 * interrupts off included.
 */
void ndelay(unsigned long nsecs);
void udelay(unsigned long usecs);
void mdelay(unsigned long msecs);

/* Lets the CPU count to @loops and no more: a pause without memory or I/O. Any context. */
void __delay(unsigned long loops);

/*
 * Asleep: at least that long, and up to two ticks longer (kernel/core/sleep_timeout.c). In a context that must not
 * sleep they report it and delay busily. msleep_interruptible() can be woken early: by a signal, and then
 * returns the milliseconds left. usleep_range() keeps to its upper bound too: it sleeps the whole ticks
 * that fit and spends the rest busily, where others may preempt it. (Linux has finer timers for that.)
 */
void msleep(unsigned int msecs);
unsigned long msleep_interruptible(unsigned int msecs);
void usleep_range(unsigned long min, unsigned long max);

static inline void ssleep(unsigned int seconds)
{
	msleep(seconds * 1000);
}

/* Picks the way that fits the time. Task. */
static inline void fsleep(unsigned long usecs)
{
	if (usecs <= 10)
		udelay(usecs);
	else if (usecs <= 20000)
		usleep_range(usecs, 2 * usecs);
	else
		msleep(DIV_ROUND_UP(usecs, 1000));
}

#endif
