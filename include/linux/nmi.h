/* SPDX-License-Identifier: MIT */
/*
 * The watchdog looks, at each tick, whether the CPU gets round to its other work (kernel/core/watchdog.c). Code that keeps
 * it for long, and is right to, says so.
 */
#ifndef _LINUX_NMI_H
#define _LINUX_NMI_H

struct pt_regs;

/* A soft lockup is reported after twice as many seconds; 0: never. watchdog_thresh= on the command line. */
extern int watchdog_thresh;

/* From now on, without schedule(): so many seconds are as good as before. Any context. */
void touch_softlockup_watchdog(void);

/* The same for interrupts that are off. printk() says it for each line. Any context. */
void touch_hardlockup_watchdog(void);

/* Both. */
static inline void touch_nmi_watchdog(void)
{
	touch_hardlockup_watchdog();
	touch_softlockup_watchdog();
}

/* For the tick: @ticks have gone by since the last one. */
void watchdog_tick(unsigned int ticks, struct pt_regs *regs);

#endif
